SELECT tag, counter FROM anchor WHERE person = ?1;
