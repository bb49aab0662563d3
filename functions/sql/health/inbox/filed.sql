DELETE FROM inbox WHERE person = ?1 AND line IN (SELECT value FROM json_each(?2));
