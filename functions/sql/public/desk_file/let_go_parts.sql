DELETE FROM desk_file_part
WHERE (item_id, name) IN (SELECT item_id, name FROM desk_file WHERE state = 'here' AND published_at < ?1);
