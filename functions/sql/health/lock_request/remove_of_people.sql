DELETE FROM lock_request WHERE person IN (SELECT value FROM json_each(?1));
