-- From the newest down to the one (?2, ?3) where the page before ended.
SELECT n.notice_id, n.title, n.title_easy, n.title_en, n.office, n.audience, n.published_at, r.read_at
FROM notice AS n
LEFT JOIN notice_read AS r ON r.pseudonym = ?4 AND r.notice_id = n.notice_id
WHERE n.published_at <= ?1 AND (n.published_at, n.notice_id) < (?2, ?3) AND n.ends_at > ?1 AND n.withdrawn_at IS NULL
ORDER BY n.published_at DESC, n.notice_id DESC LIMIT ?5;
