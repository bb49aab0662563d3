-- A part that comes twice changes nothing; a part of an import that is finished or unknown adds nothing.
INSERT INTO register_row (import_id, register_number, name, kana, kana_key, birth_date, district, household, guardian)
SELECT ?1, value ->> 'register_number', value ->> 'name', value ->> 'kana', value ->> 'kana_key',
       value ->> 'birth_date', value ->> 'district', value ->> 'household', value ->> 'guardian'
FROM json_each(?2)
WHERE EXISTS (SELECT 1 FROM register_import WHERE import_id = ?1 AND finished_at IS NULL)
ON CONFLICT (import_id, register_number) DO UPDATE SET
  name = excluded.name, kana = excluded.kana, kana_key = excluded.kana_key, birth_date = excluded.birth_date,
  district = excluded.district, household = excluded.household, guardian = excluded.guardian;
