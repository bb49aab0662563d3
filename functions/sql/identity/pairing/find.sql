SELECT pairing_id AS id, name, place FROM pairing WHERE code_hash = ?1 AND used_at IS NULL AND expires_at > ?2;
