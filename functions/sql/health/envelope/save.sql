-- Of two sessions that seal at once the one that read the later state stays.
INSERT INTO envelope (person, bridge, envelope_id, counter, sealed, made_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (person, bridge) DO UPDATE
SET envelope_id = excluded.envelope_id, counter = excluded.counter, sealed = excluded.sealed,
    made_at = excluded.made_at, mac = excluded.mac
WHERE excluded.counter >= envelope.counter;
