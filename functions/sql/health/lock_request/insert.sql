INSERT INTO lock_request (lock_id, person, kind, holder, public, asks, state, asked_at, expires_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'asked', ?7, ?8, ?9);
