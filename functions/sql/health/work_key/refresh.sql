UPDATE work_key SET name = ?3, office = ?4, scope = ?5, role_until = ?6, mac = ?7
WHERE holder = ?1 AND work_key_id = ?2;
