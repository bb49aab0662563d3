-- Of two taps with one counter, the second raises an error by trigger and its whole batch is undone.
UPDATE bridge SET counter = ?2, used_at = ?3 WHERE key_id = ?1 AND revoked_at IS NULL RETURNING key_id;
