DELETE FROM lock_request WHERE person = ?1 AND kind = ?2 AND holder = ?3;
