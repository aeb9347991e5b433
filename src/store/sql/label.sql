-- name: label_insert
INSERT INTO label (id, noun, subject, template, sheet, target, copies, reason, at, actor)
VALUES (:id, :noun, :subject, :template, :sheet, :target, :copies, :reason, :at, :actor);

-- name: label_count
-- How many times :subject was printed.
SELECT count(*) FROM label WHERE noun = :noun AND subject = :subject;

-- name: register_list
-- The assets and their labels, those printed more than :more_than times; limited as in asset_list.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {register_columns}
FROM {register_tables}
WHERE {label_prints} > :more_than AND {asset_filter}
ORDER BY asset.id LIMIT :limit;

-- name: register_list_in_unit
-- The same where :unit is given: by the index of units.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {register_columns}
FROM {register_tables}
WHERE asset.unit IN tree AND {label_prints} > :more_than AND {asset_filter}
ORDER BY asset.id LIMIT :limit;

-- name: register_list_of_batch
-- The same where :batch is given: by the tags in its events.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {register_columns}
FROM {register_tables}
WHERE asset.tag IN ({batch_tags}) AND {label_prints} > :more_than AND {asset_filter}
ORDER BY asset.id LIMIT :limit;

-- name: label_stand_in
-- For a database of schema 1 that is only read: it has no labels. The columns of migrate/002.sql.
CREATE TEMP TABLE IF NOT EXISTS label (
  id INTEGER PRIMARY KEY, noun TEXT, subject TEXT, template TEXT, sheet TEXT, target TEXT, copies INTEGER, reason TEXT,
  at INTEGER, actor TEXT
);
