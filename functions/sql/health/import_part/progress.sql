SELECT count(*) AS parts, count(outcome) AS done FROM import_part WHERE import_id = ?1 AND writer = ?2;
