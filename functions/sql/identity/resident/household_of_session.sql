-- The person first, then the youngest others: whether a child lives in the household is what notices ask. A home of hundreds
-- stays cheap.
SELECT r.person_id, r.name, r.birth_date, r.district
FROM session AS s
JOIN resident AS r ON r.person_id = s.person_id
WHERE s.session = ?1
UNION ALL
SELECT * FROM (
  SELECT r.person_id, r.name, r.birth_date, r.district
  FROM session AS s
  JOIN resident AS me ON me.person_id = s.person_id
  JOIN resident AS r ON r.household = me.household
  WHERE s.session = ?1 AND r.person_id <> me.person_id
  ORDER BY r.birth_date DESC LIMIT 15
);
