-- Only by a consent that holds now, and for whoever has just written the row in the log that names this look.
SELECT tag, seq, record_id, version, day, sealed
FROM record
WHERE person = ?7 AND tag IN (SELECT value FROM json_each(?8))
  AND EXISTS (SELECT 1 FROM access WHERE person = ?7 AND seq = ?9 AND mac = ?10)
  AND EXISTS (
    SELECT 1
    FROM consent_grant AS g
    JOIN consent AS c ON c.consent_id = g.consent_id AND c.person = g.person
    JOIN work_key AS w ON w.work_key_id = g.work_key_id AND w.holder = g.holder
    WHERE g.consent_id = ?1 AND g.mac = ?2 AND c.mac = ?3 AND w.mac = ?4 AND g.person = ?7
      AND c.taken_back_at IS NULL AND g.from_at <= ?5 AND g.until_at > ?5 AND w.role_until > ?5
      AND EXISTS (SELECT 1 FROM json_each(w.scope) WHERE value = ?6)
  )
ORDER BY tag, seq;
