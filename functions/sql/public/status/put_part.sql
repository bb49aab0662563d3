-- Sets one member of the row's object; two colleagues who type at once do not undo one another.
INSERT INTO status (name, body, revision) VALUES (?1, json_object(?2, json(?3)), 1)
ON CONFLICT (name) DO UPDATE SET body = json_set(status.body, '$."' || ?2 || '"', json(?3)), revision = status.revision + 1;
