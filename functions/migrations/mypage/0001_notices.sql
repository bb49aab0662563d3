-- Notices for the people they concern. People are known here by the pseudonym of this sector alone.

-- Kept in the order in which a page reads them, so that one notice is one row read.
CREATE TABLE notice (
  notice_id    TEXT NOT NULL UNIQUE CHECK (length(notice_id) = 32),
  title        TEXT NOT NULL CHECK (title <> ''),
  body         TEXT NOT NULL CHECK (body <> ''),
  title_easy   TEXT,
  body_easy    TEXT,
  title_en     TEXT,
  body_en      TEXT,
  office       TEXT NOT NULL,
  link         TEXT CHECK (link GLOB '/[^/]*'),
  audience     TEXT NOT NULL CHECK (json_valid(audience)),
  created_at   INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL,
  withdrawn_at INTEGER,
  PRIMARY KEY (published_at, notice_id)
) STRICT, WITHOUT ROWID;

-- What a resident chose to hear about. `sealed_person` leads back to the person for whoever holds the town's secret.
CREATE TABLE reader (
  pseudonym     TEXT PRIMARY KEY CHECK (length(pseudonym) = 64),
  interests     TEXT NOT NULL,
  sealed_person TEXT NOT NULL,
  changed_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_read (
  pseudonym TEXT NOT NULL,
  notice_id TEXT NOT NULL REFERENCES notice (notice_id) ON DELETE CASCADE,
  read_at   INTEGER NOT NULL,
  PRIMARY KEY (pseudonym, notice_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  key        TEXT PRIMARY KEY,
  location   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
