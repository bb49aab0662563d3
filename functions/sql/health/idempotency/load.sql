SELECT location FROM idempotency WHERE key = ?1;
