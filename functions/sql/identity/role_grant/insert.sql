INSERT INTO role_grant (grant_id, person_id, role, starts_at, ends_at, granted_by, granted_at, districts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?4, ?7);
