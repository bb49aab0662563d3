UPDATE feed SET good_at = ?2, said_at = ?3, trouble = ?4 WHERE feed = ?1;
