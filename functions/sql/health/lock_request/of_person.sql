SELECT lock_id, person, kind, holder, public, asks, state, asked_at, expires_at, mac
FROM lock_request
WHERE person = ?1 AND expires_at > ?2
ORDER BY asked_at, lock_id;
