-- What others wrote for a person without being able to read the record. A row waits, sealed, until a session that has the
-- record open files it (docs/sealed-records.md, part 4).
CREATE TABLE inbox (
  line    TEXT PRIMARY KEY CHECK (length(line) = 64), -- a keyed name of the source's line
  person  TEXT NOT NULL CHECK (length(person) = 64),
  epoch   INTEGER NOT NULL CHECK (epoch > 0),
  writer  TEXT NOT NULL CHECK (length(writer) = 64), -- a pseudonym of this sector
  day     TEXT NOT NULL, -- on which it came
  sealed  TEXT NOT NULL CHECK (length(sealed) <= 65536),
  mac     TEXT NOT NULL CHECK (length(mac) = 64),
  refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)) -- it did not open, or was no row of the town's
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_person ON inbox (person, refused, day, line);
CREATE INDEX inbox_by_writer ON inbox (person, writer);

-- Which lines have come: it outlives the row, so that an import that is sent again changes nothing after it was filed either.
CREATE TABLE inbox_line (
  line       TEXT PRIMARY KEY CHECK (length(line) = 64),
  person     TEXT NOT NULL CHECK (length(person) = 64),
  day        TEXT NOT NULL -- on which it came
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_line_by_person ON inbox_line (person);
CREATE INDEX inbox_line_by_day ON inbox_line (day);

-- Row by row, not statement by statement: a table brings twenty at once.
CREATE TRIGGER inbox_takes_a_line_once BEFORE INSERT ON inbox
WHEN EXISTS (SELECT 1 FROM inbox_line WHERE line = NEW.line)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER inbox_is_bounded BEFORE INSERT ON inbox
WHEN (SELECT count(*) FROM inbox WHERE person = NEW.person AND writer = NEW.writer) >= 200
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER inbox_remembers AFTER INSERT ON inbox
BEGIN INSERT INTO inbox_line (line, person, day) VALUES (NEW.line, NEW.person, NEW.day); END;

-- A table that is being imported, in parts, sealed under a key that only the page of whoever brings it has.
CREATE TABLE import_part (
  import_id  TEXT NOT NULL CHECK (length(import_id) = 32),
  part       INTEGER NOT NULL CHECK (part >= 0),
  writer     TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  outcome    TEXT, -- what became of its lines, sealed the same way; empty until it was sent
  created_at INTEGER NOT NULL,
  PRIMARY KEY (import_id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_part_by_time ON import_part (created_at);
