SELECT person FROM removal WHERE person = ?1;
