SELECT seq, mac
FROM access
WHERE person = ?1
ORDER BY seq DESC
LIMIT 1;
