SELECT l.letter_id, l.person_id, r.birth_date
FROM letter AS l
JOIN resident AS r ON r.person_id = l.person_id
WHERE l.code_hash = ?1 AND l.used_at IS NULL AND l.expires_at > ?2;
