SELECT interests FROM reader WHERE pseudonym = ?1;
