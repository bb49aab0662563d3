INSERT INTO opened (session, person, sealed, opened_at, seen_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?4, ?5);
