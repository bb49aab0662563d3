SELECT seq, at, staff, office, what, why FROM access_log WHERE person_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 31;
