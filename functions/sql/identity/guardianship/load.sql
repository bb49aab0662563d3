-- One that this person (?2) belongs to: the id of somebody else's finds nothing. The birth date decides and is not shown.
SELECT g.child, g.guardian, g.until, c.birth_date AS child_born
FROM guardianship AS g JOIN resident AS c ON c.person_id = g.child
WHERE g.guardianship_id = ?1 AND (g.child = ?2 OR g.guardian = ?2);
