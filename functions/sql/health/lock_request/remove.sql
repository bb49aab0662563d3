-- Those of one person to this address (a guardian, or the town).
DELETE FROM lock_request WHERE person = ?1 AND asks = ?2 AND kind <> 'guardian';
