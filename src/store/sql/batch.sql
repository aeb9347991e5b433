-- Imports, and taking them back.

-- name: batch_more_stand_in
-- For a database before schema 4 that is only read: nothing more is known of its imports. The columns of migrate/004.sql.
CREATE TEMP TABLE IF NOT EXISTS batch_more (
  batch INTEGER PRIMARY KEY, profile TEXT, beside INTEGER DEFAULT 0, sha256 TEXT, undone_by INTEGER
);

-- name: withdrawn_stand_in
CREATE TEMP TABLE IF NOT EXISTS withdrawn (tag TEXT PRIMARY KEY, batch INTEGER, event INTEGER);

-- name: batch_get
-- The newest one where :id is not given: of :noun, or of any.
SELECT id, noun, file, rows, added, changed, same, rejected, ifnull(beside, 0), profile, undone_by
FROM batch LEFT JOIN batch_more ON batch = id
WHERE id = ifnull(:id, (SELECT max(id) FROM batch WHERE noun = ifnull(:noun, noun)));

-- name: batch_list
-- All of them, or that of :id, with who did it and when.
SELECT id, event.at, event.actor, noun, file, rows, added, changed, same, rejected, ifnull(beside, 0) AS beside, profile,
       undone_by
FROM batch JOIN event ON event.seq = id LEFT JOIN batch_more ON batch_more.batch = id
WHERE :id IS NULL OR id = :id ORDER BY id;

-- name: batch_insert
INSERT INTO batch (id, noun, file) VALUES (:id, :noun, :file);

-- name: batch_close
UPDATE batch SET rows = :rows, added = :added, changed = :changed, same = :same, rejected = :rejected WHERE id = :id;

-- name: batch_more_put
INSERT INTO batch_more (batch, profile, beside, sha256) VALUES (:id, :profile, :beside, :sha256)
ON CONFLICT (batch) DO UPDATE SET
  profile = ifnull(excluded.profile, profile), beside = excluded.beside, sha256 = excluded.sha256;

-- name: batch_more_undone
INSERT INTO batch_more (batch, undone_by) VALUES (:id, :event)
ON CONFLICT (batch) DO UPDATE SET undone_by = excluded.undone_by;

-- name: batch_of_file
-- An import of the same file that stands.
SELECT max(id) FROM batch JOIN batch_more ON batch = id WHERE noun = :noun AND sha256 = :sha256 AND undone_by IS NULL;

-- name: batch_events
-- What the import :batch did, the newest first.
SELECT seq, kind, subject, payload FROM event
WHERE seq > :batch AND seq <= :batch_end AND batch = :batch ORDER BY seq DESC;

-- name: event_history
-- What happened to :subject before event :seq; :kinds is how its kinds begin, for a code can name a unit and a kind; (GLOB would be prepared anew for each).
SELECT seq, kind, subject, payload FROM event WHERE subject = :subject AND seq < :seq AND instr(kind, :kinds) = 1 ORDER BY seq;

-- name: event_next
-- What happened to :subject first behind event :seq, but for what an import did and its undo made up for.
SELECT seq, kind FROM event
WHERE subject = :subject AND seq > :seq AND instr(kind, :kinds) = 1
  AND NOT EXISTS (SELECT 1 FROM batch_more WHERE undone_by = event.batch)
  AND NOT EXISTS (
    SELECT 1 FROM batch_more JOIN event AS made_up ON made_up.subject = event.subject AND made_up.batch = undone_by
    WHERE batch_more.batch = event.batch
  )
ORDER BY seq LIMIT 1;

-- name: asset_delete
DELETE FROM asset WHERE tag = :key;

-- name: unit_delete
DELETE FROM unit WHERE code = :key;

-- name: person_delete
DELETE FROM person WHERE number = :key;

-- name: kind_delete
DELETE FROM kind WHERE code = :key;

-- name: unit_user
-- Something that refers to the unit :key.
SELECT code FROM unit WHERE parent = :key OR successor = :key
UNION ALL SELECT number FROM person WHERE unit = :key
UNION ALL SELECT tag FROM asset WHERE unit = :key OR book_unit = :key OR seen_unit = :key
UNION ALL SELECT tag FROM custody WHERE unit = :key
UNION ALL SELECT id FROM stocktake WHERE unit = :key
LIMIT 1;

-- name: person_user
SELECT tag FROM asset WHERE custodian = :key UNION ALL SELECT tag FROM custody WHERE person = :key LIMIT 1;

-- name: kind_user
SELECT code FROM kind WHERE parent = :key
UNION ALL SELECT tag FROM asset WHERE kind = :key
UNION ALL SELECT id FROM stocktake WHERE kind = :key
LIMIT 1;

-- name: asset_user
-- A stocktake that expects or counts the asset :key.
SELECT stocktake.id FROM stocktake CROSS JOIN stocktake_line ON stocktake = stocktake.id AND code = :key LIMIT 1;

-- name: withdrawn_put
INSERT INTO withdrawn (tag, batch, event) VALUES (:tag, :batch, :event);

-- name: withdrawn_delete
DELETE FROM withdrawn WHERE tag = :tag;

-- name: withdrawn_get
SELECT batch FROM withdrawn WHERE tag = :tag;

-- name: withdrawn_any
SELECT EXISTS (SELECT 1 FROM withdrawn);
