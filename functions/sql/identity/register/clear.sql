DELETE FROM register_row WHERE import_id = ?1;
