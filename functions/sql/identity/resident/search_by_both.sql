SELECT person_id FROM resident
WHERE birth_date = ?2 AND kana_key >= ?1 AND kana_key < ?1 || char(0x10ffff) ORDER BY kana_key LIMIT 11;
