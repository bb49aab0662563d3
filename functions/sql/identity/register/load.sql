SELECT finished_at, added, changed, total FROM register_import WHERE import_id = ?1;
