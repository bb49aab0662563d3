-- Notices that the town's program itself writes to one person, such as that an emergency summary was opened. People are
-- known here by the pseudonym of this sector alone.

CREATE TABLE personal_notice (
  pseudonym   TEXT NOT NULL CHECK (length(pseudonym) = 64),
  happened_at INTEGER NOT NULL,
  notice_id   TEXT NOT NULL CHECK (length(notice_id) = 32),
  kind        TEXT NOT NULL CHECK (kind <> ''),
  about       TEXT NOT NULL CHECK (length(about) = 64), -- whom it concerns: the reader or a child of theirs
  place       TEXT NOT NULL,
  PRIMARY KEY (pseudonym, happened_at, notice_id)
) STRICT, WITHOUT ROWID;
