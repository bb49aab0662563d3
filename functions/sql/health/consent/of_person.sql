SELECT c.consent_id, c.sealed, c.from_at, c.until_at, c.taken_back_at, c.mac,
       EXISTS (SELECT 1 FROM consent_grant AS g WHERE g.consent_id = c.consent_id AND g.person = c.person) AS granted
FROM consent AS c
WHERE c.person = ?1
ORDER BY c.from_at DESC, c.consent_id
LIMIT 100;
