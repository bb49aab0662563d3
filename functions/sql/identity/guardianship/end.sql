-- At the counter. A trigger refuses to move an end that has come.
UPDATE guardianship SET until = ?2, end_reason = ?3, ended_by = ?4, ended_at = ?5 WHERE guardianship_id = ?1;
