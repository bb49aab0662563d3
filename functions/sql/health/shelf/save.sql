INSERT INTO shelf (person, tag, counter, manifest)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (person, tag) DO UPDATE SET counter = excluded.counter, manifest = excluded.manifest;
