UPDATE notice SET withdrawn_at = ?2 WHERE notice_id = ?1 AND withdrawn_at IS NULL RETURNING notice_id;
