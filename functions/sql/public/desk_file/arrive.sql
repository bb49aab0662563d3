UPDATE desk_file SET state = 'here', added_at = ?3 WHERE item_id = ?1 AND name = ?2 AND state = 'coming';
