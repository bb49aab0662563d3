INSERT INTO import_part (import_id, part, writer, sealed, outcome, created_at)
SELECT ?1, value ->> '$.part', ?2, value ->> '$.sealed', value ->> '$.outcome', ?3 FROM json_each(?4);
