-- The locks of guardians who are it no longer: pairs of whose record it is, and whose lock.
DELETE FROM lock
WHERE kind = 'guardian'
  AND (person, holder) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1));
