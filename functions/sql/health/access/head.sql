-- The end of a person's log, with the epoch of the record now.
SELECT (SELECT max(epoch) FROM root WHERE person = ?1) AS epoch,
       coalesce(max(seq), 0) AS seq,
       coalesce((SELECT mac FROM access WHERE person = ?1 ORDER BY seq DESC LIMIT 1), '') AS mac
FROM access
WHERE person = ?1;
