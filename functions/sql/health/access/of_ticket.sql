-- The row of a look by a code, if the code is still there: of two who show it at once, one writes it.
INSERT INTO access (person, seq, at, reader, act, sealed, mac)
SELECT ?1, ?2, ?3, ?4, 'read', ?5, ?6
FROM ticket
WHERE hash = ?7 AND expires_at > ?3;
