SELECT revision, what, name, office, at, note FROM desk_event WHERE item_id = ?1 ORDER BY event_id DESC LIMIT 200;
