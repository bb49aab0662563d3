-- Counted, and the wait for the next try set, before this one is checked: guesses that are sent at once are not more
-- guesses. No row comes back while the client has to wait. ?4 lists the waits by the number of failures.
INSERT INTO guess (bucket, failures, not_before, forget_at) VALUES (?1, 1, ?2, ?3)
ON CONFLICT (bucket) DO UPDATE SET
  failures = failures + 1,
  not_before = ?2 + json_extract(?4, '$[' || min(failures + 1, json_array_length(?4) - 1) || ']'),
  forget_at = ?3
WHERE not_before <= ?2
RETURNING failures;
