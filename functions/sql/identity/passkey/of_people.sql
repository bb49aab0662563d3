SELECT person_id, credential_id AS way FROM passkey WHERE person_id IN (SELECT value FROM json_each(?1));
