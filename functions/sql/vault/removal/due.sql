-- Whose record has to be gone: unfinished ones first, then those who did not begin a new one, in case an old state came back.
SELECT r.person
FROM removal AS r
WHERE NOT EXISTS (SELECT 1 FROM pepper AS p WHERE p.person = r.person)
ORDER BY r.done_at IS NOT NULL, r.asked_at DESC
LIMIT 500;
