UPDATE feed SET trouble = ?2 WHERE feed = ?1;
