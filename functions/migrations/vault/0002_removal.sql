-- People who had their record removed. Kept for good: an old state of `health` that is put back is removed again by it.
CREATE TABLE removal (
  person   TEXT PRIMARY KEY CHECK (length(person) = 64),
  asked_at INTEGER NOT NULL,
  done_at  INTEGER -- when `health` had nothing of it left
) STRICT, WITHOUT ROWID;
CREATE INDEX removal_by_done ON removal (done_at);
