DELETE FROM pepper WHERE person = ?1;
