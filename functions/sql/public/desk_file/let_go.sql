UPDATE desk_file SET state = 'site' WHERE state = 'here' AND published_at < ?1;
