SELECT seq, mac FROM access_log ORDER BY seq DESC LIMIT 1;
