UPDATE letter SET used_at = ?2 WHERE letter_id = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING letter_id;
