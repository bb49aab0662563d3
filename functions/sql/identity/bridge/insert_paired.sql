INSERT INTO bridge (key_id, public_key, name, place, counter, enrolled_at)
SELECT ?2, ?3, name, place, 0, ?4
FROM pairing WHERE pairing_id = ?1 AND used_at IS NULL AND expires_at > ?4;
