INSERT INTO lock (lock_id, person, epoch, kind, holder, public, sealed, sleeps, created_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
