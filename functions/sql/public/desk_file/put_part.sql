-- A repeat changes nothing, and neither does a part of what has arrived.
INSERT INTO desk_file_part (item_id, name, part, digest, base64)
SELECT item_id, name, ?3, ?4, ?5 FROM desk_file WHERE item_id = ?1 AND name = ?2 AND state = 'coming'
ON CONFLICT DO NOTHING;
