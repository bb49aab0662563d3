-- At the counter. Triggers refuse what cannot be: a child of age, a guardian who is none, one that holds already.
INSERT INTO guardianship (guardianship_id, child, guardian, since, origin, reason, added_by, added_at)
VALUES (?1, ?2, ?3, ?4, 'counter', ?5, ?6, ?7);
