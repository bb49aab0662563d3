SELECT base64 FROM desk_file_part WHERE item_id = ?1 AND name = ?2 AND part = ?3;
