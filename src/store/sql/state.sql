-- All state, table by table in a fixed order, to be compared with what a replay of the ledger makes.

-- name: state_site
SELECT * FROM site ORDER BY id;

-- name: state_batch
SELECT * FROM batch ORDER BY id;

-- name: state_batch_more
SELECT * FROM batch_more ORDER BY batch;

-- name: state_withdrawn
SELECT * FROM withdrawn ORDER BY tag;

-- name: state_unit
SELECT * FROM unit ORDER BY code;

-- name: state_person
SELECT * FROM person ORDER BY number;

-- name: state_kind
SELECT * FROM kind ORDER BY code;

-- name: state_search_text
SELECT * FROM search_text ORDER BY id;

-- name: state_asset
SELECT tag AS row, * FROM asset ORDER BY tag;

-- name: state_alias
SELECT * FROM alias ORDER BY key, tag, kind;

-- name: state_tag_serial
SELECT * FROM tag_serial ORDER BY prefix;

-- name: state_custody
SELECT * FROM custody ORDER BY id;

-- name: state_label
SELECT * FROM label ORDER BY id;

-- name: state_stocktake
SELECT * FROM stocktake ORDER BY id;

-- name: state_stocktake_line
SELECT stocktake || ' ' || code AS row, * FROM stocktake_line ORDER BY stocktake, code;

-- name: state_stocktake_counter
SELECT stocktake || ' ' || round || ' ' || person AS row FROM stocktake_counter ORDER BY stocktake, round, person;

-- name: state_schema
-- Tables, indexes, views and triggers, but for what ANALYZE notes: one that was dropped or added shows here.
SELECT name, type, sql FROM sqlite_schema
WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY name;

-- name: search_vocab_make
-- The words of the search index as a table, for state_search_index.
CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_vocab USING fts5vocab (main, search_index, instance);

-- name: state_search_index
-- In the order in which the index keeps them.
SELECT term, doc, col FROM temp.search_vocab;
