DELETE FROM opened WHERE session = ?1;
