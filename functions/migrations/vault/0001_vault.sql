-- What the database `health` needs beside it to be of any use, kept apart from it (docs/sealed-records.md).
-- `person` is the pseudonym of the sector `health`.

-- The second layer of everything that is sealed to a public key. Removing it shreds all of it, in old backups too.
CREATE TABLE pepper (
  person     TEXT PRIMARY KEY CHECK (length(person) = 64),
  sealed     TEXT NOT NULL, -- under the town's secret
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An open record: the session's own copy of roots, sealed under the cookie. Never in a backup of the town's.
CREATE TABLE opened (
  session    TEXT PRIMARY KEY,
  person     TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  opened_at  INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX opened_by_person ON opened (person);
CREATE INDEX opened_by_end ON opened (expires_at);

-- How far a shelf or a log has got at least: an older state put back shows.
CREATE TABLE anchor (
  person  TEXT NOT NULL,
  tag     TEXT NOT NULL, -- of a shelf, or 'access'
  counter INTEGER NOT NULL,
  PRIMARY KEY (person, tag)
) STRICT, WITHOUT ROWID;
