UPDATE telling SET delivered_at = ?2 WHERE telling_id = ?1 AND delivered_at IS NULL;
