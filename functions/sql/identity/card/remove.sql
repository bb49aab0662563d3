-- The last way in stays: the last strong one if the card is one, the last of all otherwise.
DELETE FROM card
WHERE card_id = ?1 AND person_id = ?2
  AND CASE WHEN key_handle IS NOT NULL
        THEN (SELECT COUNT(*) FROM passkey WHERE person_id = ?2)
           + (SELECT COUNT(*) FROM card WHERE person_id = ?2 AND key_handle IS NOT NULL) > 1
        ELSE (SELECT COUNT(*) FROM passkey WHERE person_id = ?2)
           + (SELECT COUNT(*) FROM card WHERE person_id = ?2) > 1
      END
RETURNING card_id;
