SELECT substr(session, 1, 16) AS ref, session = ?2 AS is_this, level, device, created_at, seen_at
FROM session
WHERE person_id = ?1 AND ended_at IS NULL AND expires_at > ?3 AND seen_at > ?3 - 3600 AND level <> 'letter'
ORDER BY created_at DESC LIMIT 50;
