DELETE FROM desk_file WHERE state = 'coming' AND added_at < ?1;
