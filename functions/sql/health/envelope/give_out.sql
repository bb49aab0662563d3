-- Only in the batch that has just written the row in the person's log and what the family is told.
SELECT envelope_id, counter, sealed, mac
FROM envelope
WHERE person = ?1 AND bridge = ?2
  AND EXISTS (SELECT 1 FROM access WHERE person = ?1 AND seq = ?3 AND mac = ?4)
  AND EXISTS (SELECT 1 FROM telling WHERE telling_id = ?5);
