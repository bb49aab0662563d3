DELETE FROM consent_grant WHERE person IN (SELECT value FROM json_each(?1));
