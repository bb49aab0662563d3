-- One that My Page does not have yet stays.
DELETE FROM telling WHERE delivered_at < ?1;
