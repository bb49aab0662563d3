INSERT INTO consent (consent_id, person, sealed, from_at, until_at, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
