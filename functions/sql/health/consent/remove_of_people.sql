DELETE FROM consent WHERE person IN (SELECT value FROM json_each(?1));
