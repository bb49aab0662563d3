SELECT consent_id, sealed, from_at, until_at, taken_back_at, mac, 0 AS granted
FROM consent
WHERE consent_id = ?1 AND person = ?2;
