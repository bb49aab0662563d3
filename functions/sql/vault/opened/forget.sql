DELETE FROM opened WHERE expires_at <= ?1 OR seen_at <= ?2;
