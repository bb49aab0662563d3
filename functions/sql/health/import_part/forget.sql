DELETE FROM import_part WHERE created_at < ?1;
