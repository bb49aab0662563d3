DELETE FROM lock WHERE person IN (SELECT value FROM json_each(?1));
