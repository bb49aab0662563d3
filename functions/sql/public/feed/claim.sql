-- Only one of two runs that overlap gets a row, and only when the last try is long enough ago.
INSERT INTO feed (feed, tried_at) VALUES (?1, ?2)
ON CONFLICT (feed) DO UPDATE SET tried_at = excluded.tried_at WHERE feed.tried_at <= ?3
RETURNING feed;
