SELECT name, body FROM status WHERE name IN (?1, ?2);
