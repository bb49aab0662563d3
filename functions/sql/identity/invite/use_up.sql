UPDATE invite SET used_at = ?2 WHERE invite_id = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING invite_id;
