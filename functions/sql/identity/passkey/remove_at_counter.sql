DELETE FROM passkey WHERE credential_id = ?1 AND person_id = ?2 RETURNING credential_id;
