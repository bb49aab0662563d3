SELECT r.person_id, r.name, r.birth_date, r.district, r.guardian
FROM session AS s
JOIN resident AS me ON me.person_id = s.person_id
JOIN resident AS r ON r.household = me.household
WHERE s.session = ?1
ORDER BY r.birth_date DESC LIMIT 16;
