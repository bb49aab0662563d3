-- The prefix names a session without holding the hash that the database knows it by.
UPDATE session SET ended_at = ?3
WHERE person_id = ?1 AND substr(session, 1, 16) = ?2 AND ended_at IS NULL;
