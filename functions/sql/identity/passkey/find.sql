SELECT person_id, credential FROM passkey WHERE credential_id = ?1;
