-- The town in motion. Nothing in here is personal.

-- What the last tries of each feed came to: the lines of the status page.
CREATE TABLE feed (
  feed     TEXT PRIMARY KEY,
  tried_at INTEGER NOT NULL,
  good_at  INTEGER,          -- when an answer was last taken
  said_at  INTEGER,          -- the newest moment that the source stated
  trouble  TEXT              -- a word of hibiki_domain::motion::feed::Trouble, or none
) STRICT, WITHOUT ROWID;

-- What is known now: one row is all that a view reads of a feed's world, and one more what staff typed.
CREATE TABLE status (
  name     TEXT PRIMARY KEY,
  body     TEXT NOT NULL CHECK (json_valid(body)),
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

-- The answers to commands, so that a repeat gets the first one.
CREATE TABLE idempotency (
  key        TEXT PRIMARY KEY,
  location   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
