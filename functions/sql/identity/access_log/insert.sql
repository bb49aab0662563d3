INSERT INTO access_log (seq, at, person_id, staff_id, staff, office, what, why, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
