INSERT INTO passkey (credential_id, person_id, credential, name, created_at)
SELECT ?1, ?2, ?3, ?4, ?5
FROM invite WHERE invite_id = ?6 AND used_at IS NULL AND expires_at > ?5
RETURNING credential_id;
