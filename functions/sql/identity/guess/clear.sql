DELETE FROM guess WHERE bucket = ?1;
