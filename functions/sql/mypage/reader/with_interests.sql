SELECT pseudonym, sealed_person FROM reader
WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(' ' || reader.interests || ' ', ' ' || value || ' '));
