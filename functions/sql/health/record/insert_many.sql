-- ?5: a JSON list of entries in the order of their numbers, which follow ?3.
INSERT INTO record (person, tag, seq, record_id, version, day, sealed)
SELECT ?1, ?2, ?3 + 1 + key, value ->> 'record', value ->> 'version', ?4, value ->> 'sealed'
FROM json_each(?5)
ORDER BY key;
