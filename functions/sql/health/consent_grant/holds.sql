-- Whether a consent holds now: the rows that were checked, and time, role and scope, in the batch that brings the records.
SELECT 1 AS holds
FROM consent_grant AS g
JOIN consent AS c ON c.consent_id = g.consent_id AND c.person = g.person
JOIN work_key AS w ON w.work_key_id = g.work_key_id AND w.holder = g.holder
WHERE g.consent_id = ?1 AND g.mac = ?2 AND c.mac = ?3 AND w.mac = ?4
  AND c.taken_back_at IS NULL AND g.from_at <= ?5 AND g.until_at > ?5 AND w.role_until > ?5
  AND EXISTS (SELECT 1 FROM json_each(w.scope) WHERE value = ?6);
