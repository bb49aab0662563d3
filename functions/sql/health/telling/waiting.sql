SELECT telling_id, sealed FROM telling WHERE delivered_at IS NULL ORDER BY created_at LIMIT 20;
