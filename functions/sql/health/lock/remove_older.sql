-- What was sealed to a root of an epoch that is over.
DELETE FROM lock WHERE person = ?1 AND epoch < ?2;
