INSERT INTO desk_text (item_id, revision, fields, author, name, office, saved_at, by_hand) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
