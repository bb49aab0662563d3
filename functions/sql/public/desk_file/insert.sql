INSERT INTO desk_file (item_id, name, bytes, digest, recording, state, added_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
