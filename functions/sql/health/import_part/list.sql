SELECT part, sealed, outcome FROM import_part WHERE import_id = ?1 AND writer = ?2 ORDER BY part;
