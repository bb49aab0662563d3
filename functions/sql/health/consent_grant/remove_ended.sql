DELETE FROM consent_grant WHERE person = ?1 AND until_at <= ?2;
