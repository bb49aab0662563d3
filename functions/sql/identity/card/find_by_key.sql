SELECT card_id, person_id FROM card WHERE key_handle = ?1;
