INSERT INTO desk_file_part (item_id, name, part, digest, base64) VALUES (?1, ?2, ?3, ?4, ?5);
