INSERT INTO idempotency (key, location, created_at) VALUES (?1, ?2, ?3);
