SELECT card_id, person_id FROM card WHERE tap_handle = ?1;
