DELETE FROM consent_grant WHERE until_at <= ?1;
