SELECT person_id, name, kana, birth_date, district, household FROM resident WHERE person_id = ?1;
