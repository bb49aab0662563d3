SELECT name, bytes, sha256 FROM desk_file WHERE item_id = ?1 ORDER BY name;
