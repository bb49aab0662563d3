-- Whose card it is, and who is their guardian today (?2); ?3 is the last birth date of whoever is of age today.
SELECT c.person_id, g.guardian
FROM card AS c
LEFT JOIN resident AS r ON r.person_id = c.person_id AND r.birth_date > ?3
LEFT JOIN guardianship AS g
  ON g.child = r.person_id AND g.since <= ?2 AND (g.until IS NULL OR g.until > ?2)
WHERE c.tap_handle = ?1
LIMIT 20;
