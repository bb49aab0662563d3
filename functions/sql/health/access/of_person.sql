SELECT seq, at, reader, act, sealed, mac
FROM access
WHERE person = ?1 AND seq <= ?2
ORDER BY seq DESC
LIMIT ?3;
