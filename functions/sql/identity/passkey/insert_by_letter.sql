INSERT INTO passkey (credential_id, person_id, credential, name, created_at)
SELECT ?1, person_id, ?3, ?4, ?5
FROM letter WHERE letter_id = ?6 AND person_id = ?2 AND used_at IS NULL AND expires_at > ?5
RETURNING credential_id;
