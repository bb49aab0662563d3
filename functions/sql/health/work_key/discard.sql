DELETE FROM work_key WHERE holder = ?1 AND work_key_id = ?2;
