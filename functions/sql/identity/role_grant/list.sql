SELECT g.grant_id, g.person_id, s.name, s.office, g.role, g.districts, g.starts_at, g.ends_at, g.person_id = ?1 AS is_self
FROM role_grant AS g
JOIN staff AS s ON s.person_id = g.person_id
WHERE g.revoked_at IS NULL AND g.ends_at > ?2
ORDER BY s.office, s.name, g.ends_at LIMIT 500;
