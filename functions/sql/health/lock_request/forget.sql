DELETE FROM lock_request WHERE expires_at <= ?1;
