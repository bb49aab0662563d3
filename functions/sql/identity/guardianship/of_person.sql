-- All that is known about somebody and these people (?2), ended or not; ids are given because names were looked at by them.
SELECT g.guardianship_id, 1 AS is_child, g.until, g.origin, g.reason, g.end_reason, o.name, o.birth_date
FROM guardianship AS g JOIN resident AS o ON o.person_id = g.guardian
WHERE g.child = ?1 AND g.guardian IN (SELECT value FROM json_each(?2))
UNION ALL
SELECT g.guardianship_id, 0, g.until, g.origin, g.reason, g.end_reason, o.name, o.birth_date
FROM guardianship AS g JOIN resident AS o ON o.person_id = g.child
WHERE g.guardian = ?1 AND g.child IN (SELECT value FROM json_each(?2))
ORDER BY birth_date LIMIT 60;
