SELECT item_id FROM desk_item WHERE state = 'approved' AND (publish_on IS NULL OR publish_on <= ?1) ORDER BY changed_at, item_id LIMIT 100;
