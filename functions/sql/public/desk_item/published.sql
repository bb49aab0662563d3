-- What was changed in the meantime stays in its state; that this much of it is on the site is true all the same.
UPDATE desk_item SET
  published = ?3, stem = ?4, address = ?5, published_at = COALESCE(published_at, ?6),
  state = CASE WHEN revision = ?2 AND state = 'approved' THEN 'published' ELSE state END
WHERE item_id = ?1 AND content >= ?3 AND (published IS NULL OR published < ?3 OR state = 'approved' AND revision = ?2);
