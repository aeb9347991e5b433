-- All state, table by table in a fixed order, to be compared with what a replay of the ledger makes.

-- name: state_site
SELECT * FROM site ORDER BY id;

-- name: state_batch
SELECT * FROM batch ORDER BY id;

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

-- name: state_schema
-- Tables, indexes and triggers: a dropped trigger shows here.
SELECT name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name;
