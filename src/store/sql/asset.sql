-- name: asset_get
SELECT {asset_columns}
FROM asset WHERE tag = :key;

-- name: asset_version
SELECT version, rowid FROM asset WHERE tag = :key;

-- name: asset_insert
INSERT INTO asset (text_id, version, {asset_columns}) VALUES (
  :text_id, :version, :tag, :name, :kind, :model, :serial, :plate, :frame_no, :engine_no, :maker, :country, :year_made, :year_in_use,
  :cost, :funding, :supplier, :invoice, :purchased, :received, :booked, :warranty_end, :condition, :status,
  :book_unit, :unit, :custodian, :due, :purpose, :seen_at, :seen_unit, :seen_how, :quantity, :measure, :regime,
  :old_code, :note, :extra
);

-- name: asset_update
UPDATE asset SET
  text_id = :text_id, version = :version, name = :name, kind = :kind, model = :model, serial = :serial, plate = :plate, frame_no = :frame_no,
  engine_no = :engine_no, maker = :maker, country = :country, year_made = :year_made, year_in_use = :year_in_use,
  cost = :cost, funding = :funding, supplier = :supplier, invoice = :invoice, purchased = :purchased,
  received = :received, booked = :booked, warranty_end = :warranty_end, condition = :condition, status = :status,
  book_unit = :book_unit, unit = :unit, custodian = :custodian, due = :due, purpose = :purpose, seen_at = :seen_at,
  seen_unit = :seen_unit, seen_how = :seen_how, quantity = :quantity, measure = :measure, regime = :regime,
  old_code = :old_code, note = :note, extra = :extra
WHERE tag = :tag;

-- name: asset_seen
UPDATE asset SET seen_at = :at, seen_unit = :unit, seen_how = :how, version = :version WHERE tag = :tag;

-- name: asset_list
-- :unit and :kind limit to that unit or kind and all below; each condition counts only where it is given.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM asset
WHERE {asset_filter}
ORDER BY id LIMIT :limit;

-- name: asset_list_in_unit
-- The same where :unit is given: by the index of units.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM asset
WHERE unit IN tree AND {asset_filter}
ORDER BY id LIMIT :limit;

-- name: asset_list_of_holder
-- The same where :holder is given: by the index of custodians.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM asset
WHERE custodian = :holder AND {asset_filter}
ORDER BY id LIMIT :limit;

-- name: asset_list_of_batch
-- The same where :batch is given: by the tags in its events.
WITH RECURSIVE {unit_tree}, {kind_tree}
SELECT {asset_columns}
FROM asset
WHERE tag IN ({batch_tags}) AND {asset_filter}
ORDER BY id LIMIT :limit;

-- name: asset_extra_keys
-- All names of extra fields in use.
SELECT DISTINCT json_each.key FROM asset, json_each(asset.extra) WHERE asset.extra IS NOT NULL ORDER BY 1;

-- name: alias_insert
INSERT OR IGNORE INTO alias (key, tag, kind, shown) VALUES (:key, :tag, :kind, :shown);

-- name: alias_delete
DELETE FROM alias WHERE key = :key AND tag = :tag AND kind = :kind;

-- name: alias_find
-- The assets that carry the compact name :key.
SELECT DISTINCT tag FROM alias WHERE key = :key ORDER BY tag LIMIT 4;

-- name: alias_find_kind
SELECT DISTINCT tag FROM alias WHERE key = :key AND kind = :kind ORDER BY tag LIMIT 4;

-- name: alias_find_serial
-- Those of the kind :of alone: another maker may have given the same number.
SELECT alias.tag FROM alias CROSS JOIN asset ON asset.tag = alias.tag
WHERE key = :key AND alias.kind = 'serial' AND asset.kind = :of ORDER BY alias.tag LIMIT 4;

-- name: tag_serial_last
SELECT last FROM tag_serial WHERE prefix = :prefix;

-- name: tag_serial_raise
INSERT INTO tag_serial (prefix, last) VALUES (:prefix, :last)
ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last);
