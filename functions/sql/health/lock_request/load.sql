SELECT lock_id, person, kind, holder, public, asks, state, asked_at, expires_at, mac
FROM lock_request
WHERE lock_id = ?1 AND expires_at > ?2;
