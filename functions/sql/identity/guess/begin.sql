-- Counted before it is checked. No row comes back while the client has to wait.
INSERT INTO guess (bucket, failures, not_before, forget_at) VALUES (?1, 1, ?2, ?3)
ON CONFLICT (bucket) DO UPDATE SET failures = failures + 1, forget_at = ?3 WHERE not_before <= ?2
RETURNING failures;
