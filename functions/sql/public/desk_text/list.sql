SELECT revision, name, office, saved_at, by_hand FROM desk_text WHERE item_id = ?1 ORDER BY revision DESC LIMIT 200;
