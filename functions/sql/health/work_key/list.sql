SELECT holder, work_key_id, passkey, public, name, office, scope, role_until, created_at, mac
FROM work_key
WHERE holder IN (SELECT value FROM json_each(?1))
ORDER BY office, name
LIMIT 200;
