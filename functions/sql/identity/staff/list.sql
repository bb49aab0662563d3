SELECT person_id, name, office, person_id = ?1 AS is_self FROM staff ORDER BY office, name LIMIT 500;
