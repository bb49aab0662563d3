-- The same grant with the keys of one more epoch; nothing if it was taken back meanwhile.
UPDATE consent_grant SET tag = ?3, sealed = ?4, mac = ?5 WHERE consent_id = ?1 AND mac = ?2;
