SELECT sealed FROM pepper WHERE person = ?1;
