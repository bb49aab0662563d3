UPDATE status SET body = json_remove(body, '$."' || ?2 || '"'), revision = revision + 1 WHERE name = ?1;
