SELECT n.notice_id, n.title, n.office, n.published_at, n.ends_at, n.withdrawn_at,
       (SELECT COUNT(*) FROM notice_read AS r WHERE r.notice_id = n.notice_id) AS readers
FROM notice AS n ORDER BY n.created_at DESC LIMIT 100;
