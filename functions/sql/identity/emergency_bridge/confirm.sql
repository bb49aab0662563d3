INSERT INTO emergency_confirmation (key_id, staff, confirmed_at, mac)
SELECT key_id, ?2, ?3, ?4 FROM bridge WHERE key_id = ?1 AND revoked_at IS NULL
ON CONFLICT DO NOTHING;
