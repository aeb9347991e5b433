-- name: custody_open
INSERT INTO custody (id, tag, kind, unit, person, from_at, due, purpose, doc, condition_out)
VALUES (:id, :tag, :kind, :unit, :person, :from_at, :due, :purpose, :doc, :condition_out);

-- name: custody_close
UPDATE custody SET to_at = :to_at, condition_in = :condition_in, closed_by = :closed_by
WHERE tag = :tag AND kind = :kind AND to_at IS NULL;

-- name: custody_forget
-- The spell of :tag that event :seq opened; :tag is there for its index.
DELETE FROM custody WHERE tag = :tag AND id = :seq;

-- name: custody_reopen
-- The spell of :tag that event :seq ended.
UPDATE custody SET to_at = NULL, condition_in = NULL, closed_by = NULL WHERE tag = :tag AND closed_by = :seq;

-- name: custody_last_moment
-- When the last change of custody of :tag happened.
SELECT max(max(from_at, ifnull(to_at, from_at))) FROM custody WHERE tag = :tag;

-- name: custody_count_of_person
-- How many assets :person has on loan.
SELECT count(*) FROM custody WHERE person = :person AND to_at IS NULL;

-- name: custody_is_open
SELECT 1 FROM custody WHERE tag = :tag AND kind = :kind AND to_at IS NULL;
