-- Those that were not revoked, or the one of this key id (?1): a row for each confirmation, one without if there is none.
SELECT e.key_id, e.emergency_key, e.created_at, e.mac, b.public_key, b.name, b.place,
       c.staff, c.confirmed_at, c.mac AS confirmation_mac, s.name AS staff_name
FROM emergency_bridge AS e
JOIN bridge AS b ON b.key_id = e.key_id
LEFT JOIN emergency_confirmation AS c ON c.key_id = e.key_id
LEFT JOIN staff AS s ON s.person_id = c.staff
WHERE b.revoked_at IS NULL AND (?1 IS NULL OR e.key_id = ?1)
ORDER BY b.name, e.key_id, c.confirmed_at
LIMIT 200;
