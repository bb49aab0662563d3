-- Bridges that may show emergency summaries: their second key, and who of the staff compared it.

CREATE TABLE emergency_bridge (
  key_id        TEXT PRIMARY KEY REFERENCES bridge (key_id) ON DELETE CASCADE,
  emergency_key TEXT NOT NULL UNIQUE,
  created_at    INTEGER NOT NULL,
  mac           TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;

-- Two different people have to confirm a key before anything is sealed to it.
CREATE TABLE emergency_confirmation (
  key_id       TEXT NOT NULL REFERENCES emergency_bridge (key_id) ON DELETE CASCADE,
  staff        TEXT NOT NULL REFERENCES staff (person_id) ON DELETE CASCADE,
  confirmed_at INTEGER NOT NULL,
  mac          TEXT NOT NULL CHECK (length(mac) = 64),
  PRIMARY KEY (key_id, staff)
) STRICT, WITHOUT ROWID;
