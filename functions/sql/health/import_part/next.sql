SELECT part, sealed
FROM import_part
WHERE import_id = ?1 AND writer = ?2 AND outcome IS NULL
ORDER BY part
LIMIT 1;
