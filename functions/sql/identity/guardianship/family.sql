-- Who is or was a guardian or a child of somebody: ids alone, because names are read only where the look is written.
SELECT guardian AS person_id FROM guardianship WHERE child = ?1
UNION
SELECT child FROM guardianship WHERE guardian = ?1
LIMIT 30;
