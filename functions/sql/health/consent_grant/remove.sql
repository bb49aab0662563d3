DELETE FROM consent_grant WHERE consent_id = ?1 AND person = ?2;
