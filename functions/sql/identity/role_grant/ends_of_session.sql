SELECT g.role, max(min(g.ends_at, coalesce(g.revoked_at, g.ends_at))) AS ends_at
FROM session AS s
JOIN role_grant AS g ON g.person_id = s.person_id
WHERE s.session = ?1 AND g.starts_at <= ?2 AND g.ends_at > ?2 AND (g.revoked_at IS NULL OR g.revoked_at > ?2)
GROUP BY g.role;
