-- Only for whoever has just written the row in the log that names this look.
SELECT tag, seq, record_id, version, day, sealed
FROM record
WHERE person = ?1 AND tag IN (SELECT value FROM json_each(?2))
  AND EXISTS (SELECT 1 FROM access WHERE person = ?1 AND seq = ?3 AND mac = ?4)
ORDER BY tag, seq;
