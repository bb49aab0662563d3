SELECT key_id, name, place, enrolled_at, used_at, revoked_at FROM bridge ORDER BY revoked_at IS NOT NULL, name LIMIT 200;
