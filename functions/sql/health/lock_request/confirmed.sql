-- What waits for the town's recovery key.
SELECT lock_id, person, kind, holder, public, asks, state, asked_at, expires_at, mac
FROM lock_request
WHERE asks = 'recovery' AND state = 'confirmed' AND expires_at > ?1
ORDER BY asked_at, lock_id
LIMIT 200;
