INSERT INTO work_key (holder, work_key_id, passkey, public, name, office, scope, role_until, created_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
