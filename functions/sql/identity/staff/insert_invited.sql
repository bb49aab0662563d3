INSERT INTO staff (person_id, name, office)
SELECT ?2, name, office FROM invite WHERE invite_id = ?1 AND used_at IS NULL AND expires_at > ?3;
