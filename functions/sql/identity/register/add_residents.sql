INSERT INTO resident (person_id, register_number, name, kana, kana_key, birth_date, district, household, guardian)
SELECT new_person_id, register_number, name, kana, kana_key, birth_date, district, household, guardian
FROM register_row WHERE import_id = ?1
ON CONFLICT (register_number) DO UPDATE SET
  name = excluded.name, kana = excluded.kana, kana_key = excluded.kana_key, birth_date = excluded.birth_date,
  district = excluded.district, household = excluded.household, guardian = excluded.guardian;
