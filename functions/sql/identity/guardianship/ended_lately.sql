-- Who stopped being whose guardian between the days ?2 and ?1: it was ended, or the child came of age. ?3 and ?4 are the
-- birth dates of whoever was of age on these days.
SELECT g.child, g.guardian
FROM guardianship AS g
JOIN resident AS c ON c.person_id = g.child
WHERE ((g.until > ?2 AND g.until <= ?1) OR (c.birth_date > ?4 AND c.birth_date <= ?3))
  AND NOT EXISTS (
    SELECT 1 FROM guardianship AS n
    WHERE n.child = g.child AND n.guardian = g.guardian
      AND n.since <= ?1 AND (n.until IS NULL OR n.until > ?1) AND c.birth_date > ?3)
LIMIT 2000;
