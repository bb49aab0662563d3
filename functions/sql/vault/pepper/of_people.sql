SELECT person, sealed FROM pepper WHERE person IN (SELECT value FROM json_each(?1));
