-- name: unit_get
SELECT {unit_columns}
FROM unit WHERE code = :key;

-- name: unit_version
SELECT version, rowid FROM unit WHERE code = :key;

-- name: unit_insert
INSERT INTO unit ({unit_columns}, version)
VALUES (:code, :name, :full_name, :kind, :parent, :budget_code, :valid_from, :valid_to, :successor, :note, :extra, :version);

-- name: unit_update
UPDATE unit
SET name = :name, full_name = :full_name, kind = :kind, parent = :parent, budget_code = :budget_code,
    valid_from = :valid_from, valid_to = :valid_to, successor = :successor, note = :note, extra = :extra,
    version = :version
WHERE code = :code;

-- name: unit_list
-- :unit limits to that unit and all below it.
WITH RECURSIVE {unit_tree}
SELECT {unit_columns}
FROM unit WHERE :unit IS NULL OR code IN tree
ORDER BY code LIMIT :limit;

-- name: unit_is_below
-- Whether :unit stands below :above (or is it).
WITH RECURSIVE up (code) AS (
  VALUES (:unit)
  UNION
  SELECT parent FROM unit JOIN up ON unit.code = up.code WHERE parent IS NOT NULL
)
SELECT 1 FROM up WHERE code = :above;
