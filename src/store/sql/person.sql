-- name: person_get
SELECT {person_columns} FROM person WHERE number = :key;

-- name: person_version
SELECT version, rowid FROM person WHERE number = :key;

-- name: person_insert
INSERT INTO person ({person_columns}, version)
VALUES (:number, :name, :rank, :position, :unit, :phone, :active, :note, :extra, :version);

-- name: person_update
UPDATE person
SET name = :name, rank = :rank, position = :position, unit = :unit, phone = :phone, active = :active, note = :note,
    extra = :extra, version = :version
WHERE number = :number;

-- name: person_list
-- :unit limits to that unit and all below it.
WITH RECURSIVE {unit_tree}
SELECT {person_columns}
FROM person WHERE :unit IS NULL OR unit IN tree
ORDER BY number LIMIT :limit;
