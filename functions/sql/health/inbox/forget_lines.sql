DELETE FROM inbox_line WHERE day < ?1 AND line NOT IN (SELECT line FROM inbox);
