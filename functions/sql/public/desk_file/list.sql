SELECT name, bytes, digest, recording, state FROM desk_file WHERE item_id = ?1 ORDER BY name;
