-- Who reads by consent and is not the person (docs/sealed-records.md, part 5).

-- The public half of the work key of a member of staff. Name, office, scope and the end of the role are those of the last
-- time that the holder opened it; the role itself stands in `identity` and is asked at every request.
CREATE TABLE work_key (
  holder      TEXT PRIMARY KEY CHECK (length(holder) = 64), -- the pseudonym of this sector
  work_key_id TEXT NOT NULL UNIQUE CHECK (length(work_key_id) = 32),
  passkey     TEXT NOT NULL, -- a keyed hash of the passkey that makes it
  public      TEXT NOT NULL,
  name        TEXT NOT NULL CHECK (name <> ''),
  office      TEXT NOT NULL CHECK (office <> ''),
  scope       TEXT NOT NULL CHECK (json_valid(scope)), -- the words of categories
  role_until  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  mac         TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;

-- What a person agreed to, for the person: it stays when the keys are gone.
CREATE TABLE consent (
  consent_id    TEXT PRIMARY KEY CHECK (length(consent_id) = 32),
  person        TEXT NOT NULL CHECK (length(person) = 64),
  sealed        TEXT NOT NULL, -- to whom, what and why: for the person alone
  from_at       INTEGER NOT NULL,
  until_at      INTEGER NOT NULL CHECK (until_at > from_at),
  taken_back_at INTEGER,
  mac           TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_by_person ON consent (person, from_at);
CREATE TRIGGER consent_keeps_what_was_agreed
BEFORE UPDATE OF consent_id, person, sealed, from_at, until_at ON consent
BEGIN SELECT RAISE(ABORT, 'refused: consent.agreed'); END;
CREATE TRIGGER consent_stays_taken_back BEFORE UPDATE ON consent WHEN OLD.taken_back_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'refused: consent.taken_back'); END;

-- The keys of one category, sealed to one work key. Taking a consent back deletes the row; so does losing the work key.
CREATE TABLE consent_grant (
  consent_id  TEXT PRIMARY KEY REFERENCES consent (consent_id) ON DELETE CASCADE,
  person      TEXT NOT NULL CHECK (length(person) = 64),
  holder      TEXT NOT NULL CHECK (length(holder) = 64),
  work_key_id TEXT NOT NULL REFERENCES work_key (work_key_id) ON DELETE CASCADE,
  who         TEXT NOT NULL, -- the person under the town's secret, for the name at the desk
  tag         TEXT NOT NULL CHECK (length(tag) = 32), -- of the category; it says nothing to whoever lacks its key
  sealed      TEXT NOT NULL,
  from_at     INTEGER NOT NULL,
  until_at    INTEGER NOT NULL CHECK (until_at > from_at),
  mac         TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX consent_grant_once ON consent_grant (person, holder, tag);
CREATE INDEX consent_grant_by_holder ON consent_grant (holder, until_at);
CREATE INDEX consent_grant_by_work_key ON consent_grant (work_key_id);
CREATE INDEX consent_grant_by_end ON consent_grant (until_at);
