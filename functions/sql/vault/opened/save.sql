UPDATE opened SET sealed = ?2 WHERE session = ?1;
