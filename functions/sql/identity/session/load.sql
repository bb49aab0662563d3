SELECT s.person_id, s.level, s.proven_at, s.seen_at, s.expires_at, s.ended_at, s.ticket,
       r.name AS resident_name, st.name AS staff_name, st.office AS office
FROM session AS s
LEFT JOIN resident AS r ON r.person_id = s.person_id
LEFT JOIN staff AS st ON st.person_id = s.person_id
WHERE s.session = ?1;
