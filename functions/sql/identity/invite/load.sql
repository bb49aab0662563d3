SELECT name, office, role, expires_at, used_at FROM invite WHERE invite_id = ?1 AND created_by = ?2;
