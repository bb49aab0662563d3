INSERT INTO person (person_id, created_at) VALUES (?1, ?2);
