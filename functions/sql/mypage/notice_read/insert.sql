INSERT INTO notice_read (pseudonym, notice_id, read_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;
