SELECT body, revision FROM status WHERE name = ?1;
