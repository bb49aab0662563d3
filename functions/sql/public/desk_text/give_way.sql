-- Only the author's own, and only what was saved by itself.
DELETE FROM desk_text WHERE item_id = ?1 AND revision = ?2 AND author = ?3 AND by_hand = 0;
