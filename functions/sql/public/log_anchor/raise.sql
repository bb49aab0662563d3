INSERT INTO log_anchor (sector, seq, mac) VALUES (?1, ?2, ?3)
ON CONFLICT (sector) DO UPDATE SET seq = excluded.seq, mac = excluded.mac WHERE excluded.seq > log_anchor.seq;
