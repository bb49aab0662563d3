INSERT INTO person (person_id, created_at)
SELECT n.new_person_id, ?2 FROM register_row AS n
WHERE n.import_id = ?1 AND NOT EXISTS (SELECT 1 FROM resident AS r WHERE r.register_number = n.register_number);
