SELECT line, epoch, writer, day, sealed, mac
FROM inbox
WHERE person = ?1 AND refused = 0
ORDER BY day, line
LIMIT ?2;
