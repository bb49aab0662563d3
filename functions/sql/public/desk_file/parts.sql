SELECT part, base64 FROM desk_file_part
WHERE item_id = ?1 AND name = ?2 AND part BETWEEN ?3 AND ?4
ORDER BY part;
