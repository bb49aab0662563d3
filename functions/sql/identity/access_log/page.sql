SELECT seq, at, person_id, staff_id, staff, office, what, why, mac FROM access_log WHERE seq > ?1 ORDER BY seq LIMIT 500;
