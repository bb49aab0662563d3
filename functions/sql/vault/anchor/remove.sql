DELETE FROM anchor WHERE person = ?1;
