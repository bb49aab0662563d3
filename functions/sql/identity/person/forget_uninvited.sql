-- Whoever typed an invitation's code and never registered a passkey.
DELETE FROM person
WHERE created_at < ?1 AND NOT EXISTS (SELECT 1 FROM resident AS r WHERE r.person_id = person.person_id)
  AND NOT EXISTS (SELECT 1 FROM staff AS s WHERE s.person_id = person.person_id);
