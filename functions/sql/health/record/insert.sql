INSERT INTO record (person, tag, seq, record_id, version, day, sealed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
