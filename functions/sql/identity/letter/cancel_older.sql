-- A new letter makes older ones worthless: only one code is under way to a person.
UPDATE letter SET expires_at = ?2 WHERE person_id = ?1 AND used_at IS NULL AND expires_at > ?2;
