-- What an import of many assets leaves out until its end (bulk.c). Only what is kept up row by row and read by none of its steps.

-- name: bulk_schema
-- How to make it again, word for word as it is: `ledger verify` compares the schema.
SELECT sql FROM sqlite_schema WHERE name IN (
  'event_by_subject', 'event_is_not_replaced', 'asset_by_unit', 'asset_by_kind', 'asset_by_text'
);

-- name: bulk_drop_subjects
DROP INDEX IF EXISTS event_by_subject;

-- name: bulk_drop_trigger
-- It asks for the newest event before each one, and makes SQLite keep a copy of each page that the statement changes.
DROP TRIGGER IF EXISTS event_is_not_replaced;

-- name: bulk_drop_units
DROP INDEX IF EXISTS asset_by_unit;

-- name: bulk_drop_kinds
DROP INDEX IF EXISTS asset_by_kind;

-- name: bulk_drop_texts
DROP INDEX IF EXISTS asset_by_text;

-- name: bulk_cache_rows
-- In KiB. More than usual, as no memory goes into sorting yet.
PRAGMA cache_size = -45056;

-- name: bulk_cache_sort
-- That much again for each run that is sorted, and another thread sorts while this one reads on.
PRAGMA cache_size = -8192;

-- name: bulk_threads
PRAGMA threads = 1;

-- name: bulk_cache_usual
PRAGMA cache_size = -32768;
