INSERT INTO role_grant (grant_id, person_id, role, starts_at, ends_at, granted_by, granted_at, districts)
SELECT ?4, ?2, role, ?3, role_ends_at, created_by, ?3, districts
FROM invite WHERE invite_id = ?1 AND used_at IS NULL AND expires_at > ?3;
