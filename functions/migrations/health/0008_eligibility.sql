-- What a clinic asks of an eligibility card without opening a record (docs/sealed-records.md, part 5). Nobody is named here.

-- A code that its holder shows once. Whose it is and what it says is sealed under the code itself.
CREATE TABLE ticket (
  hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
  sealed     TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  mac        TEXT NOT NULL CHECK (length(mac) = 64)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_by_end ON ticket (expires_at);

-- What lies ready for a tap, of those who switched that on. `name` is an HMAC of the person with the town's secret that
-- stands nowhere else.
CREATE TABLE card_check (
  name   TEXT PRIMARY KEY CHECK (length(name) = 64),
  sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
