SELECT card_id, name, kind, key_handle IS NOT NULL AS has_key, created_at, used_at
FROM card WHERE person_id = ?1 ORDER BY created_at LIMIT 50;
