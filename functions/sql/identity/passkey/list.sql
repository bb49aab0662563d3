SELECT credential_id, name, created_at, used_at FROM passkey WHERE person_id = ?1 ORDER BY created_at LIMIT 50;
