-- Emergency summaries, sealed to the bridges that may show them (docs/sealed-records.md, part 5).

-- One for each person and emergency bridge. `counter` says which state of the person's entries is in it.
CREATE TABLE envelope (
  person      TEXT NOT NULL CHECK (length(person) = 64),
  bridge      TEXT NOT NULL, -- the key id
  envelope_id TEXT NOT NULL UNIQUE,
  counter     INTEGER NOT NULL CHECK (counter > 0),
  sealed      TEXT NOT NULL CHECK (length(sealed) <= 32768),
  made_at     INTEGER NOT NULL,
  mac         TEXT NOT NULL CHECK (length(mac) = 64),
  PRIMARY KEY (person, bridge)
) STRICT, WITHOUT ROWID;
CREATE INDEX envelope_by_bridge ON envelope (bridge);

-- What the family is told, from the very batch in which a summary is given out until My Page has it. `sealed` holds to whom.
CREATE TABLE telling (
  telling_id   TEXT PRIMARY KEY CHECK (length(telling_id) = 32),
  bridge       TEXT NOT NULL, -- at which it was given out
  sealed       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  delivered_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX telling_by_bridge ON telling (bridge, created_at);
CREATE INDEX telling_that_waits ON telling (created_at) WHERE delivered_at IS NULL;
-- A stolen medic's reader empties no town: 20 an hour.
CREATE TRIGGER telling_not_too_often BEFORE INSERT ON telling
WHEN (SELECT count(*) FROM telling WHERE bridge = NEW.bridge AND created_at > NEW.created_at - 3600) >= 20
BEGIN SELECT RAISE(ABORT, 'refused: emergency-rate'); END;
