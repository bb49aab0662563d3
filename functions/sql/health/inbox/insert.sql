-- Triggers leave out the lines that came before, and those above the most that may wait.
INSERT INTO inbox (line, person, epoch, writer, day, sealed, mac)
SELECT value ->> '$.line', value ->> '$.person', value ->> '$.epoch', value ->> '$.writer', value ->> '$.day',
  value ->> '$.sealed', value ->> '$.mac'
FROM json_each(?1);
