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

-- name: stocktake_get
SELECT {stocktake_columns} FROM stocktake WHERE id = :key;

-- name: stocktake_version
SELECT version, rowid FROM stocktake WHERE id = :key;

-- name: stocktake_insert
INSERT INTO stocktake (
  id, unit, kind, blind, board, doc, opened_at, opened_by, round, expected, counted, version
) VALUES (:id, :unit, :kind, :blind, :board, :doc, :opened_at, :opened_by, :round, 0, 0, :version);

-- name: stocktake_update
UPDATE stocktake
SET round = :round, closed_at = :closed_at, signed_by = :signed_by, version = :version
WHERE id = :id;

-- name: stocktake_list
-- :unit limits to that unit and all below it.
WITH RECURSIVE {unit_tree}
SELECT {stocktake_columns} FROM stocktake WHERE :unit IS NULL OR unit IN tree
ORDER BY opened_at, id LIMIT :limit;

-- name: stocktake_open_ids
-- Those that are open, at :unit or anywhere: two are enough to know that it is not one.
SELECT id FROM stocktake WHERE closed_at IS NULL AND (:unit IS NULL OR unit = :unit) ORDER BY unit LIMIT 2;

-- name: stocktake_count_of_year
-- How many of :unit have an id that begins with :from, which is UNIT-YY-.
SELECT count(*) FROM stocktake WHERE id > :from AND id < :from || ':' AND unit = :unit;

-- name: stocktake_freeze
-- The expected list of the new stocktake :id.
WITH RECURSIVE {kind_tree}
INSERT INTO stocktake_line (
  stocktake, code, what, bucket, name, kind, cost, quantity, unit, holder, condition_was, seen_at, seen_unit, seen_how
)
SELECT :id, tag, 'asset',
  CASE
    WHEN status IN ('lost', 'missing') THEN 'lost'
    WHEN status = 'in_repair' THEN 'repair'
    WHEN status = 'in_transit' THEN 'transit'
    WHEN custodian IS NOT NULL THEN 'lent'
    ELSE 'here'
  END,
  name, kind, cost, quantity, unit, custodian, condition, seen_at, seen_unit, seen_how
FROM asset
WHERE unit = :unit AND status <> 'disposed' AND (:kind IS NULL OR kind IN kinds);

-- name: stocktake_expect
UPDATE stocktake
SET expected = (SELECT count(*) FROM stocktake_line WHERE stocktake = :id AND bucket = 'here')
WHERE id = :id;

-- name: stocktake_expected
-- Also of a blind one that is open.
SELECT expected FROM stocktake WHERE id = :id;

-- name: stocktake_tally
UPDATE stocktake SET counted = counted + :change, version = :version WHERE id = :id;

-- name: stocktake_line_get
SELECT {line_columns}, outcome FROM stocktake_line WHERE stocktake = :stocktake AND code = :key;

-- name: stocktake_line_put
REPLACE INTO stocktake_line (stocktake, {line_columns}, outcome) VALUES (
  :stocktake, :code, :what, :bucket, :name, :kind, :cost, :quantity, :unit, :holder, :condition_was, :seen_at,
  :seen_unit, :seen_how, :counted_at, :counted_by, :how, :condition, :round, :labels, :first_at, :first_by, :first_how,
  :first_condition, :note, :proposal, :settled_at, :settled_by, :became, :outcome
);

-- name: stocktake_line_delete
DELETE FROM stocktake_line WHERE stocktake = :stocktake AND code = :key;

-- name: stocktake_line_list
-- Each condition counts only where it is given. Expected ones first, or with :by_code not even that can be told.
SELECT {line_columns}, {line_outcome} AS outcome
FROM stocktake_line
WHERE stocktake = :stocktake AND (:outcome IS NULL OR {line_outcome} = :outcome)
  AND (:twice IS NULL OR labels > 1) AND (:proposed IS NULL OR (proposal IS NOT NULL AND settled_at IS NULL))
ORDER BY what <> 'asset', :by_code IS NULL AND bucket IN ('elsewhere', 'outside', 'disposed'), code;

-- name: stocktake_outcomes
-- What each line of the stocktake :id is in the end.
UPDATE stocktake_line SET outcome = {line_outcome} WHERE stocktake = :id;

-- name: stocktake_holders
-- Who has what was lent since the opening.
UPDATE stocktake_line SET holder = (SELECT custodian FROM asset WHERE tag = code)
WHERE stocktake = :id AND outcome = 'lent' AND holder IS NULL;

-- name: stocktake_proposals
-- What follows from each outcome.
UPDATE stocktake_line SET proposal = CASE
  WHEN outcome = 'missing' THEN 'missing'
  WHEN outcome = 'misplaced' THEN 'move'
  WHEN outcome = 'surplus' THEN 'register'
  WHEN what <> 'asset' OR counted_at IS NULL OR outcome = 'disposed' THEN NULL
  WHEN bucket = 'lost' THEN 'found'
  WHEN condition <> condition_was THEN 'condition'
END
WHERE stocktake = :id;

-- name: stocktake_sums
-- The lines of :id by outcome.
SELECT result AS outcome, count(*) AS lines, sum(quantity) AS quantity, ifnull(sum(cost), 0) AS cost
FROM (SELECT {line_outcome} AS result, quantity, cost FROM stocktake_line WHERE stocktake = :id)
GROUP BY result ORDER BY result;

-- name: stocktake_counters
-- In whose name lines of :id stand.
SELECT counted_by AS person, round, count(*) AS lines FROM stocktake_line
WHERE stocktake = :id AND counted_at IS NOT NULL GROUP BY round, counted_by ORDER BY round, counted_by;

-- name: stocktake_remarks
SELECT count(*) FILTER (WHERE labels > 1), count(*) FILTER (WHERE proposal IS NOT NULL AND settled_at IS NULL)
FROM stocktake_line WHERE stocktake = :id;

-- name: stocktake_last_count
SELECT max(counted_at) FROM stocktake_line WHERE stocktake = :id;

-- name: stocktake_counter_insert
INSERT OR IGNORE INTO stocktake_counter (stocktake, round, person) VALUES (:id, :round, :person);

-- name: stocktake_counter_find
SELECT 1 FROM stocktake_counter WHERE stocktake = :id AND round = :round AND person = :person;
