INSERT INTO anchor (person, tag, counter)
VALUES (?1, ?2, ?3)
ON CONFLICT (person, tag) DO UPDATE SET counter = max(counter, excluded.counter);
