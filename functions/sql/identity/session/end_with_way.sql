-- After a passkey or card (?2) is gone: whoever holds the lost phone is shut out of every session but the one (?3) in
-- which it was removed. While it is still there, because it is the last way in, nothing ends.
UPDATE session SET ended_at = ?4
WHERE person_id = ?1 AND session <> ?3 AND ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM passkey WHERE credential_id = ?2)
  AND NOT EXISTS (SELECT 1 FROM card WHERE card_id = ?2);
