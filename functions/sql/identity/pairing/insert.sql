INSERT INTO pairing (pairing_id, code_hash, name, place, created_by, created_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
