-- One child (?4), if the session's person is the guardian today: the same question as in children_of_session.sql.
SELECT c.person_id, c.name, c.kana, c.birth_date, c.district, g.until
FROM session AS s
JOIN guardianship AS g ON g.child = ?4 AND g.guardian = s.person_id
JOIN resident AS c ON c.person_id = g.child
WHERE s.session = ?1 AND g.since <= ?2 AND (g.until IS NULL OR g.until > ?2) AND c.birth_date > ?3;
