DELETE FROM lock_request WHERE lock_id = ?1;
