SELECT invite_id AS id FROM invite WHERE code_hash = ?1 AND used_at IS NULL AND expires_at > ?2;
