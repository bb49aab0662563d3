SELECT name, office, at FROM desk_event WHERE item_id = ?1 AND what IN ('approved', 'sent', 'cancelled') ORDER BY event_id DESC LIMIT 1;
