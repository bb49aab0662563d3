SELECT i.item_id, i.kind, i.office, i.revision, i.content, i.state, i.title, i.publish_on, i.reason, i.published, i.published_at,
  i.stem, i.address, t.fields, t.name AS author_name, t.office AS author_office, t.author, t.saved_at, t.by_hand
FROM desk_item AS i JOIN desk_text AS t ON t.item_id = i.item_id AND t.revision = i.content
WHERE i.item_id = ?1;
