-- Beside the bridge that was just enrolled, if it was.
INSERT INTO emergency_bridge (key_id, emergency_key, created_at, mac)
SELECT key_id, ?2, ?3, ?4 FROM bridge WHERE key_id = ?1;
