SELECT happened_at, kind, about, place
FROM personal_notice
WHERE pseudonym = ?1 AND happened_at > ?2
ORDER BY happened_at DESC
LIMIT 5;
