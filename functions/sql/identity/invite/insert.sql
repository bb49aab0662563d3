INSERT INTO invite (invite_id, code_hash, name, office, role, role_ends_at, created_by, created_at, expires_at, districts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
