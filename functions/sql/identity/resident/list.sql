SELECT person_id, name, kana, birth_date, district FROM resident
WHERE person_id IN (SELECT value FROM json_each(?1)) ORDER BY kana_key, birth_date;
