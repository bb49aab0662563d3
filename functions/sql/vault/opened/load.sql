SELECT sealed, seen_at
FROM opened
WHERE session = ?1 AND person = ?2 AND expires_at > ?3 AND seen_at > ?4;
