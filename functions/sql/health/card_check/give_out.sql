-- Only in the batch that has just written the row in the person's log: that row, and what lies ready if it is still the same.
SELECT c.sealed
FROM access AS a
LEFT JOIN card_check AS c ON c.name = ?4 AND c.sealed = ?5
WHERE a.person = ?1 AND a.seq = ?2 AND a.mac = ?3;
