UPDATE removal SET done_at = ?2 WHERE person IN (SELECT value FROM json_each(?1)) AND done_at IS NULL;
