SELECT not_before FROM guess WHERE bucket = ?1;
