-- Only if nothing of the item has changed since it was read: else nobody knows which of these files were written.
UPDATE desk_file SET published_at = ?3
WHERE item_id = ?1 AND state = 'here' AND published_at IS NULL
  AND EXISTS (SELECT 1 FROM desk_item WHERE item_id = ?1 AND revision = ?2);
