-- Stocktakes and their lines.

-- name: stocktake_stand_in
-- For a database before schema 3 that is only read: it has no stocktakes. The columns of migrate/003.sql.
CREATE TEMP TABLE IF NOT EXISTS stocktake (
  id TEXT PRIMARY KEY, unit TEXT, kind TEXT, blind INTEGER, board TEXT, doc TEXT, opened_at INTEGER, opened_by TEXT,
  round INTEGER, expected INTEGER, counted INTEGER, closed_at INTEGER, signed_by TEXT, version INTEGER
);

-- name: stocktake_line_stand_in
CREATE TEMP TABLE IF NOT EXISTS stocktake_line (
  stocktake TEXT, code TEXT, what TEXT, bucket TEXT, name TEXT, kind TEXT, cost INTEGER, quantity INTEGER, unit TEXT,
  holder TEXT, condition_was TEXT, seen_at INTEGER, seen_unit TEXT, seen_how TEXT, counted_at INTEGER, counted_by TEXT,
  how TEXT, condition TEXT, round INTEGER, labels INTEGER, first_at INTEGER, first_by TEXT, first_how TEXT,
  first_condition TEXT, note TEXT, outcome TEXT, proposal TEXT, settled_at INTEGER, settled_by TEXT, became TEXT
);

-- name: stocktake_counter_stand_in
CREATE TEMP TABLE IF NOT EXISTS stocktake_counter (stocktake TEXT, round INTEGER, person TEXT);
