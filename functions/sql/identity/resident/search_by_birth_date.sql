SELECT person_id FROM resident WHERE birth_date = ?1 ORDER BY kana_key LIMIT 11;
