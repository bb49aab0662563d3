SELECT revision, fields, name, office, saved_at FROM desk_text WHERE item_id = ?1 AND revision = ?2;
