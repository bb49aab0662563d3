INSERT INTO pepper (person, sealed, created_at)
VALUES (?1, ?2, ?3)
ON CONFLICT (person) DO NOTHING;
