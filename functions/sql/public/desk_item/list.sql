-- One's own organisation's, and for whoever approves what others have sent.
SELECT item_id, kind, office, state, title, publish_on, changed_at, published_at, address
FROM desk_item
WHERE (office = ?1 OR (?2 = 1 AND state <> 'draft')) AND (?3 = '' OR state = ?3) AND (?4 = '' OR kind = ?4) AND changed_at < ?5
ORDER BY changed_at DESC, item_id LIMIT 51;
