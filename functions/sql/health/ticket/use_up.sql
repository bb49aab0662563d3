-- Only in the batch that has just written the row in the person's log.
DELETE FROM ticket
WHERE hash = ?1 AND EXISTS (SELECT 1 FROM access WHERE person = ?2 AND seq = ?3 AND mac = ?4)
RETURNING hash;
