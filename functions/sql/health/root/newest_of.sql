SELECT person, epoch, inbox, before, mac
FROM root AS r
WHERE person IN (SELECT value FROM json_each(?1))
  AND epoch = (SELECT max(epoch) FROM root WHERE person = r.person);
