INSERT INTO desk_event (item_id, revision, what, author, name, office, at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
