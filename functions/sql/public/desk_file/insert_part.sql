INSERT INTO desk_file_part (item_id, name, part, base64) VALUES (?1, ?2, ?3, ?4);
