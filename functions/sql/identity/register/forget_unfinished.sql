DELETE FROM register_import WHERE finished_at IS NULL AND started_at < ?1;
