-- What no bridge of these may show any more.
DELETE FROM envelope WHERE bridge NOT IN (SELECT value FROM json_each(?1));
