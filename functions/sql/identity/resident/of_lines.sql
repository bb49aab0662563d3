-- Whom the lines of a table are about: by the register's number, or by reading and birth date.
SELECT l.key AS place, r.person_id, EXISTS (
  SELECT 1 FROM json_each(?2) AS g
  WHERE r.birth_date > g.value ->> '$.after' AND r.birth_date <= g.value ->> '$.until'
    AND (g.value ->> '$.districts' = '[]' OR r.district IN (SELECT d.value FROM json_each(g.value, '$.districts') AS d))
) AS inside
FROM json_each(?1) AS l JOIN resident AS r ON r.register_number = l.value ->> '$.number'
UNION ALL
SELECT l.key AS place, r.person_id, EXISTS (
  SELECT 1 FROM json_each(?2) AS g
  WHERE r.birth_date > g.value ->> '$.after' AND r.birth_date <= g.value ->> '$.until'
    AND (g.value ->> '$.districts' = '[]' OR r.district IN (SELECT d.value FROM json_each(g.value, '$.districts') AS d))
) AS inside
FROM json_each(?1) AS l JOIN resident AS r
  ON r.birth_date = l.value ->> '$.born' AND r.kana_key = l.value ->> '$.kana'
ORDER BY place;
