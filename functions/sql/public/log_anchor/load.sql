SELECT seq, mac FROM log_anchor WHERE sector = ?1;
