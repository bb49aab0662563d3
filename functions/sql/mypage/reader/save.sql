INSERT INTO reader (pseudonym, interests, sealed_person, changed_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (pseudonym) DO UPDATE SET interests = excluded.interests, changed_at = excluded.changed_at;
