INSERT INTO telling (telling_id, bridge, sealed, created_at) VALUES (?1, ?2, ?3, ?4);
