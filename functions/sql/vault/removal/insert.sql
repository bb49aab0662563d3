INSERT INTO removal (person, asked_at)
VALUES (?1, ?2)
ON CONFLICT (person) DO UPDATE SET asked_at = excluded.asked_at, done_at = NULL;
