INSERT INTO passkey (credential_id, person_id, credential, name, created_at)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE (SELECT COUNT(*) FROM passkey WHERE person_id = ?2) < 20
RETURNING credential_id;
