INSERT INTO desk_file (item_id, name, bytes, sha256, added_at) VALUES (?1, ?2, ?3, ?4, ?5);
