-- Search by words. A text is indexed once, however many assets bear it.

-- name: search_text_find
SELECT id FROM search_text WHERE text = :text;

-- name: search_text_insert
INSERT INTO search_text (text) VALUES (:text);

-- name: search_index_insert
INSERT INTO search_index (rowid, plain, exact) VALUES (:id, :plain, :exact);

-- name: search_words
-- The assets whose words match the FTS5 query :match, in the order of the index, so that LIMIT stops the work.
-- :unit, :kind, :status and :holder limit as in asset_list.
WITH RECURSIVE tree (code) AS (
  SELECT code FROM unit WHERE code = :unit
  UNION
  SELECT unit.code FROM unit JOIN tree ON unit.parent = tree.code
), kinds (code) AS (
  SELECT code FROM kind WHERE code = :kind
  UNION
  SELECT kind.code FROM kind JOIN kinds ON kind.parent = kinds.code
)
SELECT
  tag, name, kind, model, serial, plate, frame_no, engine_no, maker, country, year_made, year_in_use, cost, funding,
  supplier, invoice, purchased, received, booked, warranty_end, condition, status, book_unit, unit, custodian, due,
  purpose, seen_at, seen_unit, seen_how, quantity, measure, regime, old_code, note, extra
FROM search_index CROSS JOIN asset ON asset.text_id = search_index.rowid
WHERE search_index MATCH :match
  AND (:unit IS NULL OR unit IN tree) AND (:kind IS NULL OR kind IN kinds) AND (:status IS NULL OR status = :status)
  AND (:holder IS NULL OR custodian = :holder)
LIMIT :limit;

-- name: search_aliases
-- The assets a compact name of which, or whose tag, begins with :from; :to is the first text beyond.
WITH RECURSIVE tree (code) AS (
  SELECT code FROM unit WHERE code = :unit
  UNION
  SELECT unit.code FROM unit JOIN tree ON unit.parent = tree.code
), kinds (code) AS (
  SELECT code FROM kind WHERE code = :kind
  UNION
  SELECT kind.code FROM kind JOIN kinds ON kind.parent = kinds.code
)
SELECT
  tag, name, kind, model, serial, plate, frame_no, engine_no, maker, country, year_made, year_in_use, cost, funding,
  supplier, invoice, purchased, received, booked, warranty_end, condition, status, book_unit, unit, custodian, due,
  purpose, seen_at, seen_unit, seen_how, quantity, measure, regime, old_code, note, extra
FROM asset
WHERE tag IN (
  SELECT tag FROM alias WHERE key >= :from AND key < :to
  UNION
  SELECT tag FROM asset WHERE tag >= :from AND tag < :to
)
  AND (:unit IS NULL OR unit IN tree) AND (:kind IS NULL OR kind IN kinds) AND (:status IS NULL OR status = :status)
  AND (:holder IS NULL OR custodian = :holder)
ORDER BY id LIMIT :limit;
