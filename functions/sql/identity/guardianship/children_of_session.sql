-- The children whose guardian the session's person is today (?2). ?3 is the last birth date of whoever is of age today. They
-- are put in order afterwards: here each would be read once more for it.
SELECT c.person_id, c.name, c.kana, c.birth_date, c.district, g.until
FROM session AS s
JOIN guardianship AS g ON g.guardian = s.person_id
JOIN resident AS c ON c.person_id = g.child
WHERE s.session = ?1 AND g.since <= ?2 AND (g.until IS NULL OR g.until > ?2) AND c.birth_date > ?3
LIMIT 30;
