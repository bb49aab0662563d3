SELECT DISTINCT g.role, g.districts
FROM session AS s
JOIN role_grant AS g ON g.person_id = s.person_id
WHERE s.session = ?1 AND g.starts_at <= ?2 AND g.ends_at > ?2 AND (g.revoked_at IS NULL OR g.revoked_at > ?2);
