-- name: kind_get
SELECT {kind_columns}
FROM kind WHERE code = :key;

-- name: kind_version
SELECT version, rowid FROM kind WHERE code = :key;

-- name: kind_insert
INSERT INTO kind ({kind_columns}, version)
VALUES (:code, :name, :name_en, :parent, :group, :tag_code, :regime, :life_years, :measure, :guidance, :note, :extra, :version);

-- name: kind_update
UPDATE kind
SET name = :name, name_en = :name_en, parent = :parent, "group" = :group, tag_code = :tag_code, regime = :regime,
    life_years = :life_years, measure = :measure, guidance = :guidance, note = :note, extra = :extra,
    version = :version
WHERE code = :code;

-- name: kind_list
-- :kind limits to that kind and all below it.
WITH RECURSIVE tree (code) AS (
  SELECT code FROM kind WHERE code = :kind
  UNION
  SELECT kind.code FROM kind JOIN tree ON kind.parent = tree.code
)
SELECT {kind_columns}
FROM kind WHERE :kind IS NULL OR code IN tree
ORDER BY code LIMIT :limit;

-- name: kind_is_below
-- Whether :kind stands below :above (or is it).
WITH RECURSIVE up (code) AS (
  VALUES (:kind)
  UNION
  SELECT parent FROM kind JOIN up ON kind.code = up.code WHERE parent IS NOT NULL
)
SELECT 1 FROM up WHERE code = :above;
