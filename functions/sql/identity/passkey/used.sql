-- The row is written only over the state that was checked: of two uses of one counter, one gets no row.
UPDATE passkey SET credential = ?2, used_at = ?3 WHERE credential_id = ?1 AND credential = ?4
RETURNING credential_id;
