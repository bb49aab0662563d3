SELECT COUNT(*) AS n FROM resident
WHERE
  (?1 IS NULL OR (birth_date > ?1 AND birth_date <= ?2))
  AND (?3 = '[]' OR district IN (SELECT value FROM json_each(?3)))
  AND (?4 IS NULL OR (birth_date <= ?6 AND household IN
    (SELECT household FROM resident WHERE birth_date > ?4 AND birth_date <= ?5 AND birth_date > ?6)));
