-- What holds, with the keys to which it is sealed.
SELECT g.consent_id, g.person, g.holder, g.work_key_id, g.who, g.tag, g.sealed, g.from_at, g.until_at, g.mac,
       c.sealed AS agreed, c.from_at AS agreed_from_at, c.until_at AS agreed_until_at, c.taken_back_at, c.mac AS agreed_mac
FROM consent_grant AS g
JOIN consent AS c ON c.consent_id = g.consent_id AND c.person = g.person
WHERE g.person = ?1 AND g.until_at > ?2 AND c.taken_back_at IS NULL
ORDER BY g.consent_id;
