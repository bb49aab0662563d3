-- Ids alone: whoever is seen gets a row in the log first. `inside` says whether a role of the asker reaches them.
SELECT r.person_id, EXISTS (
  SELECT 1 FROM json_each(?3) AS g
  WHERE r.birth_date > g.value ->> '$.after' AND r.birth_date <= g.value ->> '$.until'
    AND (g.value ->> '$.districts' = '[]' OR r.district IN (SELECT d.value FROM json_each(g.value, '$.districts') AS d))
) AS inside
FROM resident AS r
WHERE r.birth_date = ?2 AND r.kana_key >= ?1 AND r.kana_key < ?1 || char(0x10ffff) ORDER BY r.kana_key LIMIT 11;
