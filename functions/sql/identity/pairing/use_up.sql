UPDATE pairing SET used_at = ?2 WHERE pairing_id = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING pairing_id;
