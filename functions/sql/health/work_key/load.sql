SELECT holder, work_key_id, passkey, public, name, office, scope, role_until, created_at, mac
FROM work_key
WHERE holder = ?1;
