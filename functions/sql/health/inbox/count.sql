SELECT refused, day, count(*) AS lines
FROM inbox
WHERE person = ?1
GROUP BY refused, day
ORDER BY refused, day;
