INSERT INTO session (session, person_id, level, proven_at, ticket, device, created_at, seen_at, expires_at)
VALUES (?1, ?2, ?3, ?6, ?4, ?5, ?6, ?6, ?7);
