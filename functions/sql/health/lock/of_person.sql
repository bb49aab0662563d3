SELECT lock_id, epoch, kind, holder, public, sealed, sleeps, mac
FROM lock
WHERE person = ?1
ORDER BY epoch DESC, kind, holder;
