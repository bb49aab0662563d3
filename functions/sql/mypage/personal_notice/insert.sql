-- Brought again it is there already.
INSERT INTO personal_notice (pseudonym, happened_at, notice_id, kind, about, place)
SELECT value, ?2, ?3, ?4, ?5, ?6 FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING;
