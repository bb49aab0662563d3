-- What the register no longer says, after an import (?1) whose rows are still there: somebody moved out of the household,
-- or is marked no more. What was made at the counter stays. Who decided about an end that was still to come stays known.
UPDATE guardianship SET until = ?2, ended_at = ?3, end_reason = coalesce(end_reason, 'register')
WHERE origin = 'register' AND (until IS NULL OR until > ?2)
  AND EXISTS (SELECT 1 FROM register_row WHERE import_id = ?1)
  AND NOT EXISTS (
    SELECT 1 FROM resident AS c
    JOIN resident AS g ON g.household = c.household
    WHERE c.person_id = guardianship.child AND g.person_id = guardianship.guardian AND g.guardian = 1
  );
