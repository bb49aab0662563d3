INSERT INTO ticket (hash, sealed, expires_at, mac) VALUES (?1, ?2, ?3, ?4);
