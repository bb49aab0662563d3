-- People, their ways in, their sessions, staff and bridges. The only database that knows `person_id`.

CREATE TABLE person (
  person_id  TEXT PRIMARY KEY CHECK (length(person_id) = 32),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The town's resident register as imported. The individual number (マイナンバー) is not among it, ever.
CREATE TABLE resident (
  person_id       TEXT PRIMARY KEY REFERENCES person (person_id) ON DELETE CASCADE,
  register_number TEXT NOT NULL UNIQUE,
  name            TEXT NOT NULL CHECK (name <> ''),
  kana            TEXT NOT NULL,
  kana_key        TEXT NOT NULL,
  birth_date      TEXT NOT NULL CHECK (birth_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  district        TEXT NOT NULL,
  household       TEXT NOT NULL,
  guardian        INTEGER NOT NULL CHECK (guardian IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX resident_by_birth_date ON resident (birth_date, kana_key);
CREATE INDEX resident_by_kana ON resident (kana_key);
CREATE INDEX resident_by_household ON resident (household, birth_date);
CREATE INDEX resident_by_district ON resident (district, birth_date);

-- An import lands here row by row and moves into `resident` in one batch, or not at all.
CREATE TABLE register_import (
  import_id   TEXT PRIMARY KEY CHECK (length(import_id) = 32),
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  added       INTEGER,
  changed     INTEGER,
  total       INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE register_row (
  import_id       TEXT NOT NULL REFERENCES register_import (import_id) ON DELETE CASCADE,
  register_number TEXT NOT NULL,
  name            TEXT NOT NULL,
  kana            TEXT NOT NULL,
  kana_key        TEXT NOT NULL,
  birth_date      TEXT NOT NULL,
  district        TEXT NOT NULL,
  household       TEXT NOT NULL,
  guardian        INTEGER NOT NULL,
  new_person_id   TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
  PRIMARY KEY (import_id, register_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  person_id TEXT PRIMARY KEY REFERENCES person (person_id) ON DELETE CASCADE,
  name      TEXT NOT NULL CHECK (name <> ''),
  office    TEXT NOT NULL CHECK (office <> '')
) STRICT, WITHOUT ROWID;

-- Nobody grants to themselves. `granted_by` is empty only for the operator's invitation of the first member of staff.
CREATE TABLE role_grant (
  grant_id   TEXT PRIMARY KEY CHECK (length(grant_id) = 32),
  person_id  TEXT NOT NULL REFERENCES staff (person_id) ON DELETE CASCADE,
  role       TEXT NOT NULL,
  starts_at  INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL CHECK (ends_at > starts_at),
  granted_by TEXT CHECK (granted_by <> person_id),
  granted_at INTEGER NOT NULL,
  revoked_by TEXT,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX role_grant_by_person ON role_grant (person_id, ends_at);

-- A one-time link for a new member of staff. The code itself is not stored.
CREATE TABLE invite (
  invite_id    TEXT PRIMARY KEY CHECK (length(invite_id) = 32),
  code_hash    TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  office       TEXT NOT NULL,
  role         TEXT NOT NULL,
  role_ends_at INTEGER NOT NULL,
  created_by   TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER
) STRICT, WITHOUT ROWID;

-- A letter with a one-time code for a resident. The code itself is not stored.
CREATE TABLE letter (
  letter_id  TEXT PRIMARY KEY CHECK (length(letter_id) = 32),
  code_hash  TEXT NOT NULL UNIQUE,
  person_id  TEXT NOT NULL REFERENCES resident (person_id) ON DELETE CASCADE,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_by_person ON letter (person_id, created_at);

-- Guesses at a letter's birth date or at codes, by who guesses at what: the next try has to wait.
CREATE TABLE guess (
  bucket     TEXT PRIMARY KEY,
  failures   INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  forget_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
  credential_id TEXT PRIMARY KEY,
  person_id     TEXT NOT NULL REFERENCES person (person_id) ON DELETE CASCADE,
  credential    TEXT NOT NULL,
  name          TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  used_at       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_by_person ON passkey (person_id, created_at);

-- A card is known by keyed hashes of its identifier and of its user-authentication key: the numbers are not stored.
CREATE TABLE card (
  card_id    TEXT PRIMARY KEY CHECK (length(card_id) = 32),
  person_id  TEXT NOT NULL REFERENCES person (person_id) ON DELETE CASCADE,
  tap_handle TEXT UNIQUE,
  key_handle TEXT UNIQUE,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER,
  CHECK (tap_handle IS NOT NULL OR key_handle IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_by_person ON card (person_id, created_at);

-- A code with which an operator enrols a bridge. The code itself is not stored.
CREATE TABLE pairing (
  pairing_id TEXT PRIMARY KEY CHECK (length(pairing_id) = 32),
  code_hash  TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  place      TEXT NOT NULL,
  created_by TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE bridge (
  key_id      TEXT PRIMARY KEY,
  public_key  TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  place       TEXT NOT NULL,
  counter     INTEGER NOT NULL CHECK (counter >= 0),
  enrolled_at INTEGER NOT NULL,
  used_at     INTEGER,
  revoked_at  INTEGER
) STRICT, WITHOUT ROWID;
-- A counter that does not rise loses here even if the code were wrong.
CREATE TRIGGER bridge_counter_rises BEFORE UPDATE OF counter ON bridge WHEN NEW.counter <= OLD.counter
BEGIN SELECT RAISE(ABORT, 'bridge counter must rise'); END;

-- One use, by the browser that asked, for one purpose, within its time.
CREATE TABLE challenge (
  challenge  TEXT PRIMARY KEY,
  browser    TEXT NOT NULL,
  ceremony   TEXT NOT NULL CHECK (ceremony IN ('passkey-register', 'passkey-assert', 'tap')),
  purpose    TEXT NOT NULL,
  want       TEXT,
  subject    TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  session    TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL REFERENCES person (person_id) ON DELETE CASCADE,
  level      TEXT NOT NULL CHECK (level IN ('letter', 'tap', 'pass', 'pin')),
  proven_at  INTEGER NOT NULL,
  ticket     TEXT, -- level `letter` only: the letter or invitation that the first passkey will use up
  device     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_person ON session (person_id, created_at);
CREATE INDEX session_by_end ON session (expires_at);

-- The first answer to a command, for whoever sends it again.
CREATE TABLE idempotency (
  key        TEXT PRIMARY KEY,
  location   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every look that staff took at a person. `mac` is keyed and covers the row before, so a change, a gap or a cut shows.
CREATE TABLE access_log (
  seq       INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  staff_id  TEXT NOT NULL,
  staff     TEXT NOT NULL,
  office    TEXT NOT NULL,
  what      TEXT NOT NULL,
  why       TEXT NOT NULL,
  mac       TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT;
CREATE INDEX access_log_by_person ON access_log (person_id, seq);
CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'the access log is only ever added to'); END;
CREATE TRIGGER access_log_is_never_deleted BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'the access log is only ever added to'); END;
