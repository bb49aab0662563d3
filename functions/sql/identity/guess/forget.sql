DELETE FROM guess WHERE forget_at < ?1;
