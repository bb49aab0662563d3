-- From one state to the next; nothing if somebody else did it first.
UPDATE lock_request SET state = ?3, mac = ?4 WHERE lock_id = ?1 AND state = ?2;
