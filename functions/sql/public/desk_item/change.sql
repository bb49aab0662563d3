-- Whoever read another revision breaks the CHECK, and with it the whole batch.
UPDATE desk_item SET
  revision = CASE WHEN revision = ?2 THEN revision + 1 ELSE 0 END,
  state = ?3, content = ?4, title = ?5, publish_on = ?6, reason = ?7, changed_at = ?8
WHERE item_id = ?1;
