UPDATE challenge SET used_at = ?4
WHERE challenge = ?1 AND browser = ?2 AND ceremony = ?3 AND used_at IS NULL AND expires_at > ?4
RETURNING purpose, want, subject;
