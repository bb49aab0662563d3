DELETE FROM inbox_line WHERE person IN (SELECT value FROM json_each(?1));
