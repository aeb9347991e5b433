-- Pieces that several statements share, written {name} in them.

-- fragment: unit_tree
-- :unit and all units below it, for WITH RECURSIVE.
tree (code) AS (
  SELECT code FROM unit WHERE code = :unit
  UNION
  SELECT unit.code FROM unit JOIN tree ON unit.parent = tree.code
)

-- fragment: kind_tree
-- :kind and all kinds below it.
kinds (code) AS (
  SELECT code FROM kind WHERE code = :kind
  UNION
  SELECT kind.code FROM kind JOIN kinds ON kind.parent = kinds.code
)

-- fragment: asset_columns
tag, name, kind, model, serial, plate, frame_no, engine_no, maker, country, year_made, year_in_use, cost, funding,
supplier, invoice, purchased, received, booked, warranty_end, condition, status, book_unit, unit, custodian, due,
purpose, seen_at, seen_unit, seen_how, quantity, measure, regime, old_code, note, extra

-- fragment: asset_filter
-- Needs unit_tree and kind_tree; a condition counts only where its parameter is given.
(:unit IS NULL OR unit IN tree) AND (:kind IS NULL OR kind IN kinds) AND (:status IS NULL OR status = :status)
AND (:holder IS NULL OR custodian = :holder) AND (:batch IS NULL OR tag IN ({batch_tags}))
AND (:unlabelled IS NULL OR NOT EXISTS (SELECT 1 FROM label WHERE noun = 'asset' AND subject = asset.tag))

-- fragment: batch_tags
-- The assets of the import :batch. Its events stand behind one another, the last at :batch_end, so no index is needed.
SELECT subject FROM event WHERE seq > :batch AND seq <= :batch_end AND batch = :batch AND event.kind GLOB 'asset.*'

-- fragment: label_prints
-- How many times labels of asset.tag were printed.
(SELECT count(*) FROM label WHERE noun = 'asset' AND subject = asset.tag)

-- fragment: register_columns
asset.tag, asset.name, asset.unit, {label_prints} AS prints,
(SELECT ifnull(sum(copies), 0) FROM label WHERE noun = 'asset' AND subject = asset.tag) AS copies,
last.at AS last_at, last.actor AS last_by, last.template AS last_template, last.reason AS last_reason

-- fragment: register_tables
asset LEFT JOIN label AS last
ON last.id = (SELECT max(id) FROM label WHERE noun = 'asset' AND subject = asset.tag)

-- fragment: unit_columns
code, name, full_name, kind, parent, budget_code, valid_from, valid_to, successor, note, extra

-- fragment: person_columns
number, name, rank, position, unit, phone, active, note, extra

-- fragment: kind_columns
code, name, name_en, parent, "group", tag_code, regime, life_years, measure, guidance, note, extra

-- fragment: event_columns
seq, kind, subject, actor, unit, at, recorded, purpose, doc, channel, batch, payload

-- fragment: stocktake_columns
-- While a blind one is open nobody is told how many are expected.
id, unit, kind, blind, board, doc, opened_at, opened_by, round,
CASE WHEN NOT blind OR closed_at IS NOT NULL THEN expected END AS expected, counted, closed_at, signed_by,
CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END AS state

-- fragment: line_columns
code, what, bucket, name, kind, cost, quantity, unit, holder, condition_was, seen_at, seen_unit, seen_how, counted_at,
counted_by, how, condition, round, labels, first_at, first_by, first_how, first_condition, note, proposal, settled_at,
settled_by, became

-- fragment: line_outcome
-- The outcome of a line of stocktake_line; while the stocktake is open, the one that it would get now.
ifnull(outcome, CASE
  WHEN what <> 'asset' THEN what
  WHEN counted_at IS NULL AND bucket = 'here' THEN {uncounted_outcome}
  WHEN counted_at IS NULL THEN bucket
  WHEN bucket = 'elsewhere' THEN 'misplaced'
  WHEN bucket IN ('outside', 'disposed') THEN bucket
  WHEN condition IN ('worn', 'broken') THEN condition
  ELSE 'found'
END)

-- fragment: uncounted_outcome
-- The asset should have been here when the stocktake was opened; what is known of it since?
(SELECT CASE
  WHEN asset.status = 'in_repair' THEN 'repair'
  WHEN asset.status = 'in_transit' THEN 'transit'
  WHEN asset.status = 'disposed' OR asset.unit <> stocktake_line.unit THEN 'moved'
  WHEN asset.custodian IS NOT NULL THEN 'lent'
  ELSE 'missing'
END FROM asset WHERE asset.tag = stocktake_line.code)
