SELECT name, place, expires_at, used_at FROM pairing WHERE pairing_id = ?1;
