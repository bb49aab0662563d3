-- The last way in with which a person can prove who they are stays.
DELETE FROM passkey
WHERE credential_id = ?1 AND person_id = ?2
  AND (SELECT COUNT(*) FROM passkey WHERE person_id = ?2)
    + (SELECT COUNT(*) FROM card WHERE person_id = ?2 AND key_handle IS NOT NULL) > 1
RETURNING credential_id;
