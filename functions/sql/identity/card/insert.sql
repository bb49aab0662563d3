INSERT INTO card (card_id, person_id, tap_handle, key_handle, kind, name, created_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE (SELECT COUNT(*) FROM card WHERE person_id = ?2) < 20
RETURNING card_id;
