SELECT sealed, expires_at, mac FROM ticket WHERE hash = ?1 AND expires_at > ?2;
