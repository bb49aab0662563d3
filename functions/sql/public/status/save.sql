-- Whoever loaded an older revision does not write over a newer one.
INSERT INTO status (name, body, revision) VALUES (?1, ?2, ?3 + 1)
ON CONFLICT (name) DO UPDATE SET body = excluded.body, revision = excluded.revision WHERE status.revision = ?3
RETURNING revision;
