SELECT person_id FROM letter WHERE letter_id = ?1 AND created_by = ?2;
