UPDATE import_part SET outcome = ?4 WHERE import_id = ?1 AND writer = ?2 AND part = ?3;
