UPDATE register_import SET
  finished_at = ?2,
  total = (SELECT COUNT(*) FROM register_row WHERE import_id = ?1),
  added = (SELECT COUNT(*) FROM register_row AS n WHERE n.import_id = ?1
           AND NOT EXISTS (SELECT 1 FROM resident AS r WHERE r.register_number = n.register_number)),
  changed = (SELECT COUNT(*) FROM register_row AS n JOIN resident AS r ON r.register_number = n.register_number
             WHERE n.import_id = ?1 AND (n.name, n.kana, n.birth_date, n.district, n.household, n.guardian)
               IS NOT (r.name, r.kana, r.birth_date, r.district, r.household, r.guardian))
WHERE import_id = ?1 AND finished_at IS NULL;
