-- Search by words. A text is indexed once, however many assets bear it.

-- name: search_text_find
SELECT id FROM search_text WHERE text = :text;

-- name: search_text_insert
INSERT INTO search_text (text) VALUES (:text);

-- name: search_index_insert
INSERT INTO search_index (rowid, plain, exact) VALUES (:id, :plain, :exact);

-- name: search_words
-- The assets whose words match the FTS5 query :match, in the order of the index, so that LIMIT stops the work.
-- :unit, :kind and so on limit as in asset_list.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM search_index CROSS JOIN asset ON asset.text_id = search_index.rowid
WHERE search_index MATCH :match
  AND {asset_filter}
LIMIT :limit;

-- name: search_aliases
-- The assets a compact name of which, or whose tag, begins with :from; :to is the first text beyond.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM asset
WHERE tag IN (
  SELECT tag FROM alias WHERE key >= :from AND key < :to
  UNION
  SELECT tag FROM asset WHERE tag >= :from AND tag < :to
)
  AND {asset_filter}
ORDER BY id LIMIT :limit;
