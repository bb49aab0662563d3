SELECT person, sealed, seen_at
FROM opened
WHERE session = ?1 AND expires_at > ?2 AND seen_at > ?3;
