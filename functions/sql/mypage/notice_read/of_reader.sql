SELECT notice_id, read_at FROM notice_read
WHERE pseudonym = ?1 AND notice_id IN (SELECT value FROM json_each(?2));
