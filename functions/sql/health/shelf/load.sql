SELECT tag, counter, manifest
FROM shelf
WHERE person = ?1 AND tag IN (SELECT value FROM json_each(?2));
