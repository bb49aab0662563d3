-- Who may read health records now, whoever consents.
SELECT s.person_id, s.name, s.office, g.role
FROM role_grant AS g
JOIN staff AS s ON s.person_id = g.person_id
WHERE g.role IN (SELECT value FROM json_each(?1))
  AND g.starts_at <= ?2 AND g.ends_at > ?2 AND (g.revoked_at IS NULL OR g.revoked_at > ?2)
GROUP BY s.person_id, g.role
LIMIT 200;
