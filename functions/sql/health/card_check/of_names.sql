SELECT name FROM card_check WHERE name IN (SELECT value FROM json_each(?1));
