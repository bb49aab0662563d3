INSERT INTO desk_item (item_id, kind, office, revision, content, state, title, changed_at)
VALUES (?1, ?2, ?3, 1, 1, 'draft', ?4, ?5);
