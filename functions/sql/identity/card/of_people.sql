-- Cards that can sign; one that is only touched opens nothing.
SELECT person_id, key_handle AS way FROM card
WHERE person_id IN (SELECT value FROM json_each(?1)) AND key_handle IS NOT NULL;
