DELETE FROM register_import WHERE import_id = ?1 AND finished_at IS NULL;
