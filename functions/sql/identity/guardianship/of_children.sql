-- The guardians of these people today (?2). ?3 is the last birth date of whoever is of age today.
SELECT g.child AS person_id, g.guardian AS way, r.name
FROM guardianship AS g
JOIN resident AS c ON c.person_id = g.child
JOIN resident AS r ON r.person_id = g.guardian
WHERE g.child IN (SELECT value FROM json_each(?1))
  AND g.since <= ?2 AND (g.until IS NULL OR g.until > ?2) AND c.birth_date > ?3;
