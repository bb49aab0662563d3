UPDATE guess SET not_before = ?2 WHERE bucket = ?1;
