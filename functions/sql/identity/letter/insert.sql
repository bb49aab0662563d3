INSERT INTO letter (letter_id, code_hash, person_id, created_by, created_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
