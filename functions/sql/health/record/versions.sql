SELECT record_id, max(version) AS version
FROM record
WHERE person = ?1 AND record_id IN (SELECT value FROM json_each(?2))
GROUP BY record_id;
