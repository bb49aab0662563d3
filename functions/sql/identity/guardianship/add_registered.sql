-- Everybody of age (born by ?4) who is marked as a guardian, for the children of the household, after an import (?1) whose
-- rows are still there. What staff ended at the counter is not begun again: only the counter does that.
INSERT INTO guardianship (child, guardian, since, origin, reason, added_at)
SELECT c.person_id, g.person_id, ?2, 'register', 'register', ?3
FROM resident AS g
JOIN resident AS c ON c.household = g.household AND c.birth_date > ?4
WHERE g.guardian = 1 AND +g.birth_date <= ?4 -- nearly everybody: no index helps
  AND EXISTS (SELECT 1 FROM register_row WHERE import_id = ?1)
  AND NOT EXISTS (
    SELECT 1 FROM guardianship AS known
    WHERE known.child = c.person_id AND known.guardian = g.person_id
      AND (known.until IS NULL OR known.until > ?2 OR known.ended_by IS NOT NULL)
  );
