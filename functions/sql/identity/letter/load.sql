SELECT l.person_id, l.expires_at, l.used_at, r.name
FROM letter AS l
JOIN resident AS r ON r.person_id = l.person_id
WHERE l.letter_id = ?1;
