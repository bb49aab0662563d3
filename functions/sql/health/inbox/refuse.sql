UPDATE inbox SET refused = 1 WHERE person = ?1 AND line IN (SELECT value FROM json_each(?2));
