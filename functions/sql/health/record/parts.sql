-- Only for whoever has just written the row in the log that names this look.
SELECT tag, seq, record_id, version, day, sealed
FROM record
WHERE person = ?1 AND record_id = ?2 AND tag IN (SELECT value FROM json_each(?3))
  AND EXISTS (SELECT 1 FROM access WHERE person = ?1 AND seq = ?4 AND mac = ?5)
ORDER BY version;
