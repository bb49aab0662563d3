SELECT line FROM inbox_line WHERE line IN (SELECT value FROM json_each(?1));
