SELECT epoch, inbox, before, mac
FROM root
WHERE person = ?1
ORDER BY epoch DESC;
