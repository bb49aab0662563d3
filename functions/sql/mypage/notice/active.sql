SELECT notice_id, title, title_easy, title_en, office, audience, published_at
FROM notice
WHERE published_at <= ?1 AND published_at < ?2 AND ends_at > ?1 AND withdrawn_at IS NULL
ORDER BY published_at DESC LIMIT 25;
