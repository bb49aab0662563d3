SELECT r.person_id, EXISTS (
  SELECT 1 FROM json_each(?2) AS g
  WHERE r.birth_date > g.value ->> '$.after' AND r.birth_date <= g.value ->> '$.until'
    AND (g.value ->> '$.districts' = '[]' OR r.district IN (SELECT d.value FROM json_each(g.value, '$.districts') AS d))
) AS inside
FROM resident AS r
WHERE r.person_id = ?1;
