DELETE FROM desk_file WHERE item_id = ?1 AND name = ?2;
