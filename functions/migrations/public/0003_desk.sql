-- The organizer's desk. Authors are known by their pseudonym of the sector `campus`, and by the name and office under
-- which they publish. Every change of an item raises its revision: two people who save the same one cannot both win.

CREATE TABLE desk_item (
  item_id      TEXT PRIMARY KEY CHECK (length(item_id) = 32),
  kind         TEXT NOT NULL CHECK (kind IN ('course', 'lecture', 'archive')),
  office       TEXT NOT NULL,
  revision     INTEGER NOT NULL CONSTRAINT desk_item_revision CHECK (revision > 0),
  content      INTEGER NOT NULL CHECK (content > 0),
  state        TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'returned', 'approved', 'published')),
  title        TEXT NOT NULL,
  publish_on   TEXT CHECK (publish_on IS NULL OR length(publish_on) = 10),
  reason       TEXT,
  changed_at   INTEGER NOT NULL,
  published    INTEGER,
  published_at INTEGER,
  stem         TEXT UNIQUE,
  address      TEXT,
  CHECK ((published IS NULL) = (stem IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX desk_item_by_office ON desk_item (office, changed_at);
CREATE INDEX desk_item_by_state ON desk_item (state, changed_at);

-- What was written: one row for every save by hand. A row that was saved by itself gives way to the next one.
CREATE TABLE desk_text (
  item_id  TEXT NOT NULL REFERENCES desk_item (item_id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  fields   TEXT NOT NULL CHECK (json_valid(fields) AND length(fields) <= 120000),
  author   TEXT NOT NULL CHECK (length(author) = 64),
  name     TEXT NOT NULL,
  office   TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  by_hand  INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
  PRIMARY KEY (item_id, revision)
) STRICT, WITHOUT ROWID;

-- What was done with it, by whom.
CREATE TABLE desk_event (
  event_id INTEGER PRIMARY KEY,
  item_id  TEXT NOT NULL REFERENCES desk_item (item_id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  what     TEXT NOT NULL CHECK (what IN ('sent', 'taken-back', 'approved', 'returned', 'cancelled', 'file-added', 'file-removed', 'published')),
  author   TEXT,
  name     TEXT NOT NULL,
  office   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  note     TEXT NOT NULL
) STRICT;

CREATE INDEX desk_event_by_item ON desk_event (item_id, event_id);

-- Files in parts: a row of D1 holds two megabytes at most. Base64, so that they go out as they came in.
-- `coming`: a recording of which not all parts are there; nobody sees it. `here`: kept at the desk. `site`: in the town's
-- files alone, a week after it was published. The digest is the one over the digests of the parts.
CREATE TABLE desk_file (
  item_id      TEXT NOT NULL REFERENCES desk_item (item_id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  bytes        INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 25165824),
  digest       TEXT NOT NULL CHECK (length(digest) = 64),
  recording    TEXT CHECK (recording IN ('audio', 'video')),
  state        TEXT NOT NULL CHECK (state IN ('coming', 'here', 'site')),
  added_at     INTEGER NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (item_id, name),
  UNIQUE (item_id, recording),
  CHECK (state <> 'coming' OR recording IS NOT NULL),
  CHECK (state <> 'site' OR published_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX desk_file_held ON desk_file (item_id, bytes) WHERE state <> 'site';

-- The digest stands before the long text, so that it is read without it.
CREATE TABLE desk_file_part (
  item_id TEXT NOT NULL,
  name    TEXT NOT NULL,
  part    INTEGER NOT NULL CHECK (part BETWEEN 0 AND 127),
  digest  TEXT NOT NULL CHECK (length(digest) = 64),
  base64  TEXT NOT NULL,
  PRIMARY KEY (item_id, name, part),
  FOREIGN KEY (item_id, name) REFERENCES desk_file (item_id, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
