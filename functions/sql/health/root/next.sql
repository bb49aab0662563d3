-- The root of the epoch that follows, unless a lock came or went since the locks were read (?7 of them): then the locks
-- of the same batch are refused.
INSERT INTO root (person, epoch, inbox, before, created_at, mac)
SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE (SELECT COUNT(*) FROM lock WHERE person = ?1) = ?7;
