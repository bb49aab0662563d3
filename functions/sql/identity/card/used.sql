UPDATE card SET used_at = ?2 WHERE card_id = ?1;
