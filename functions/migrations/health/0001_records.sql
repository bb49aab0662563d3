-- The health record: sealed, so that whoever holds this database reads no content (docs/sealed-records.md).
-- `person` is the pseudonym of the sector `health`.

CREATE TABLE root (
  person     TEXT NOT NULL CHECK (length(person) = 64),
  epoch      INTEGER NOT NULL CHECK (epoch > 0),
  inbox      TEXT NOT NULL,
  before     TEXT, -- the root of the epoch before, sealed under this one
  created_at INTEGER NOT NULL,
  mac        TEXT NOT NULL CHECK (length(mac) = 64),
  PRIMARY KEY (person, epoch)
) STRICT, WITHOUT ROWID;

-- What opens a root: the public half of a key pair, and the root sealed to it.
CREATE TABLE lock (
  lock_id    TEXT PRIMARY KEY CHECK (length(lock_id) = 32),
  person     TEXT NOT NULL,
  epoch      INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('passkey', 'browser', 'card', 'guardian', 'recovery')),
  holder     TEXT NOT NULL, -- a keyed hash of the passkey or card; a guardian's pseudonym; which recovery key
  public     TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  mac        TEXT NOT NULL CHECK (length(mac) = 64),
  FOREIGN KEY (person, epoch) REFERENCES root (person, epoch) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX lock_by_person ON lock (person, kind, holder, epoch);
CREATE INDEX lock_by_holder ON lock (holder, kind, person);

-- The end of the chain over all records of one category. `tag` says nothing to whoever lacks the category's key.
CREATE TABLE shelf (
  person   TEXT NOT NULL,
  tag      TEXT NOT NULL CHECK (length(tag) = 32),
  counter  INTEGER NOT NULL CHECK (counter > 0),
  manifest TEXT NOT NULL,
  PRIMARY KEY (person, tag)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER shelf_counter_rises BEFORE UPDATE ON shelf WHEN NEW.counter <= OLD.counter
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: shelf.counter'); END;

-- One version of one entry. `day` is the day on which it was written.
CREATE TABLE record (
  person    TEXT NOT NULL,
  tag       TEXT NOT NULL CHECK (length(tag) = 32),
  seq       INTEGER NOT NULL CHECK (seq > 0),
  record_id TEXT NOT NULL CHECK (length(record_id) = 32),
  version   INTEGER NOT NULL CHECK (version > 0),
  day       TEXT NOT NULL,
  sealed    TEXT NOT NULL CHECK (length(sealed) <= 65536),
  PRIMARY KEY (person, tag, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX record_by_id ON record (person, record_id, version);
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'a record is only ever added to'); END;
CREATE TRIGGER record_follows_the_last BEFORE INSERT ON record
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM record WHERE person = NEW.person AND tag = NEW.tag), 0)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: record.seq'); END;

-- Every look at a person's record, and every change. `mac` is keyed and covers the row before.
CREATE TABLE access (
  person TEXT NOT NULL,
  seq    INTEGER NOT NULL CHECK (seq > 0),
  at     INTEGER NOT NULL,
  reader TEXT NOT NULL, -- a pseudonym of this sector
  act    TEXT NOT NULL CHECK (act IN ('read', 'write')),
  sealed TEXT NOT NULL, -- who by name, what and why: for the person alone
  mac    TEXT NOT NULL CHECK (length(mac) = 64),
  PRIMARY KEY (person, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER access_is_never_changed BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;

-- The first answer to a command, for whoever sends it again.
CREATE TABLE idempotency (
  key        TEXT PRIMARY KEY,
  location   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
