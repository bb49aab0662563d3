INSERT INTO challenge (challenge, browser, ceremony, purpose, want, subject, created_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
