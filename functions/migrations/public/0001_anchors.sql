-- Where each sector's access log has got to: kept apart from the logs, so that cutting one short shows.

CREATE TABLE log_anchor (
  sector TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL CHECK (seq > 0),
  mac    TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;
