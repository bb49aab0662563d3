DELETE FROM card WHERE card_id = ?1 AND person_id = ?2 RETURNING card_id;
