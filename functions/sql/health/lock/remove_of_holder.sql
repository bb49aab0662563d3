DELETE FROM lock WHERE person = ?1 AND kind = ?2 AND holder = ?3;
