-- Who is whose guardian, and until when. Whoever may open a child's pages is asked of this table at every request.
--
-- A row holds from the midnight in Japan at which the day `since` begins to the one at which the day `until` begins.
-- It never says that a child has grown up: that follows from the birth date, which a correction of the register may move.
CREATE TABLE guardianship (
  guardianship_id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))) CHECK (length(guardianship_id) = 32),
  child           TEXT NOT NULL REFERENCES resident (person_id) ON DELETE CASCADE,
  guardian        TEXT NOT NULL REFERENCES resident (person_id) ON DELETE CASCADE,
  since           TEXT NOT NULL CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  until           TEXT CHECK (until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  origin          TEXT NOT NULL CHECK (origin IN ('register', 'counter')),
  reason          TEXT NOT NULL CHECK (reason <> ''),
  added_by        TEXT, -- the member of staff; the register has none
  added_at        INTEGER NOT NULL,
  end_reason      TEXT CHECK (end_reason <> ''),
  ended_by        TEXT, -- the member of staff; empty when the register ended it
  ended_at        INTEGER, -- when the end was decided
  CHECK (child <> guardian),
  CHECK (until >= since),
  CHECK ((origin = 'counter') = (added_by IS NOT NULL)),
  CHECK ((until IS NULL) = (ended_at IS NULL)),
  CHECK ((until IS NULL) = (end_reason IS NULL)),
  CHECK (ended_by IS NULL OR until IS NOT NULL),
  -- Nobody makes themselves a guardian, or decides about their own family, as staff.
  CHECK (added_by NOT IN (child, guardian)),
  CHECK (ended_by NOT IN (child, guardian))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX guardianship_open ON guardianship (child, guardian) WHERE until IS NULL;
CREATE INDEX guardianship_by_child ON guardianship (child, guardian);
CREATE INDEX guardianship_by_guardian ON guardianship (guardian, child);

-- `date(birth_date, '+18 years')` is the 18th birthday; for who was born on 29 February it is 1 March, as in
-- functions/domain/src/guardian.rs (a test compares the two).
CREATE TRIGGER guardianship_is_possible BEFORE INSERT ON guardianship
BEGIN
  SELECT RAISE(ABORT, 'refused: guardianship.gone')
  WHERE NOT EXISTS (SELECT 1 FROM resident WHERE person_id = NEW.child)
     OR NOT EXISTS (SELECT 1 FROM resident WHERE person_id = NEW.guardian);
  SELECT RAISE(ABORT, 'refused: guardianship.child')
  WHERE (SELECT date(birth_date, '+18 years') > NEW.since FROM resident WHERE person_id = NEW.child) IS NOT 1;
  SELECT RAISE(ABORT, 'refused: guardianship.guardian')
  WHERE (SELECT date(birth_date, '+18 years') <= NEW.since FROM resident WHERE person_id = NEW.guardian) IS NOT 1;
  SELECT RAISE(ABORT, 'refused: guardianship.twice')
  WHERE EXISTS (SELECT 1 FROM guardianship
                WHERE child = NEW.child AND guardian = NEW.guardian AND (until IS NULL OR until > NEW.since));
END;
-- Who it is about, and how it began, stays as it was written.
CREATE TRIGGER guardianship_keeps_its_beginning
BEFORE UPDATE OF guardianship_id, child, guardian, since, origin, reason, added_by, added_at ON guardianship
BEGIN SELECT RAISE(ABORT, 'refused: guardianship.beginning'); END;
-- An end that has come is not changed, and one that was decided is not taken back: what begins again is a new row.
CREATE TRIGGER guardianship_stays_ended BEFORE UPDATE ON guardianship
WHEN OLD.until IS NOT NULL AND (NEW.until IS NULL OR OLD.until <= date(NEW.ended_at, 'unixepoch', '+9 hours'))
BEGIN SELECT RAISE(ABORT, 'refused: guardianship.ended'); END;

-- A town that has its residents already: as the next import would (functions/sql/identity/guardianship/add_registered.sql).
INSERT INTO guardianship (child, guardian, since, origin, reason, added_at)
SELECT c.person_id, g.person_id, date('now', '+9 hours'), 'register', 'register', CAST(strftime('%s', 'now') AS INTEGER)
FROM resident AS g
JOIN resident AS c ON c.household = g.household
WHERE g.guardian = 1
  AND date(g.birth_date, '+18 years') <= date('now', '+9 hours')
  AND date(c.birth_date, '+18 years') > date('now', '+9 hours');
