-- New epochs, the way back, a second guardian, taking over at 18 (docs/sealed-records.md, part 3).

-- A young person's own lock opens nothing before the 18th birthday.
ALTER TABLE lock ADD COLUMN sleeps INTEGER NOT NULL DEFAULT 0 CHECK (sleeps IN (0, 1));

-- A root of an epoch that is over is sealed to nobody any more, whoever still has it.
CREATE TRIGGER lock_is_of_the_newest_epoch BEFORE INSERT ON lock
WHEN NEW.epoch IS NOT (SELECT max(epoch) FROM root WHERE person = NEW.person)
BEGIN SELECT RAISE(ABORT, 'refused: lock.epoch'); END;

-- The public half of a lock that waits for somebody who has the root: a guardian, or the town's recovery key.
CREATE TABLE lock_request (
  lock_id    TEXT PRIMARY KEY CHECK (length(lock_id) = 32),
  person     TEXT NOT NULL CHECK (length(person) = 64), -- whose record it is to open
  kind       TEXT NOT NULL CHECK (kind IN ('passkey', 'browser', 'card', 'guardian')),
  holder     TEXT NOT NULL,
  public     TEXT NOT NULL,
  asks       TEXT NOT NULL CHECK (asks IN ('guardian', 'recovery')),
  -- asked; confirmed by a clerk who saw the person; sealed: the lock is there and was not yet used
  state      TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'sealed')),
  asked_at   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  mac        TEXT NOT NULL CHECK (length(mac) = 64),
  UNIQUE (person, kind, holder)
) STRICT, WITHOUT ROWID;
CREATE INDEX lock_request_by_state ON lock_request (asks, state, expires_at);
