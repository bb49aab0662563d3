SELECT notice_id, title, body, title_easy, body_easy, title_en, body_en, office, link, audience, published_at
FROM notice WHERE notice_id = ?1 AND published_at <= ?2 AND ends_at > ?2 AND withdrawn_at IS NULL;
