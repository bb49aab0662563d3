-- Nobody ends their own role: a town without an administrator is hard to mend.
UPDATE role_grant SET revoked_at = ?3, revoked_by = ?2
WHERE grant_id = ?1 AND revoked_at IS NULL AND ends_at > ?3 AND person_id <> ?2
RETURNING grant_id;
