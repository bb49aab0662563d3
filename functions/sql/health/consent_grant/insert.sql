INSERT INTO consent_grant (consent_id, person, holder, work_key_id, who, tag, sealed, from_at, until_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
