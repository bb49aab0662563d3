INSERT INTO access (person, seq, at, reader, act, sealed, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
