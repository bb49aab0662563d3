SELECT public_key, counter, revoked_at FROM bridge WHERE key_id = ?1;
