UPDATE consent SET taken_back_at = ?3, mac = ?4
WHERE consent_id = ?1 AND person = ?2 AND taken_back_at IS NULL;
