-- Bytes that are kept at the desk: of one item, of one organisation, of all.
SELECT
  COALESCE(SUM(f.bytes) FILTER (WHERE f.item_id = ?1), 0) AS item,
  COALESCE(SUM(f.bytes) FILTER (WHERE i.office = ?2), 0) AS office,
  COALESCE(SUM(f.bytes), 0) AS town
FROM desk_file AS f JOIN desk_item AS i ON i.item_id = f.item_id
WHERE f.state <> 'site';
