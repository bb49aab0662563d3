INSERT INTO root (person, epoch, inbox, before, created_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
