-- name: person_get
SELECT number, name, rank, position, unit, phone, active, note, extra FROM person WHERE number = :key;

-- name: person_insert
INSERT INTO person (number, name, rank, position, unit, phone, active, note, extra, version)
VALUES (:number, :name, :rank, :position, :unit, :phone, :active, :note, :extra, :version);

-- name: person_update
UPDATE person
SET name = :name, rank = :rank, position = :position, unit = :unit, phone = :phone, active = :active, note = :note,
    extra = :extra, version = :version
WHERE number = :number;

-- name: person_list
-- :unit limits to that unit and all below it.
WITH RECURSIVE tree (code) AS (
  SELECT code FROM unit WHERE code = :unit
  UNION
  SELECT unit.code FROM unit JOIN tree ON unit.parent = tree.code
)
SELECT number, name, rank, position, unit, phone, active, note, extra
FROM person WHERE :unit IS NULL OR unit IN tree
ORDER BY number LIMIT :limit;
