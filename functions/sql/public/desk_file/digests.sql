SELECT part, digest FROM desk_file_part WHERE item_id = ?1 AND name = ?2 ORDER BY part;
