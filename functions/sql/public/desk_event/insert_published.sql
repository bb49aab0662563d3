-- A repeat of the same word changes nothing.
INSERT INTO desk_event (item_id, revision, what, name, office, at, note)
SELECT item_id, ?2, 'published', ?4, '', ?5, ?3 FROM desk_item
WHERE item_id = ?1 AND NOT EXISTS (SELECT 1 FROM desk_event WHERE item_id = ?1 AND revision = ?2 AND what = 'published');
