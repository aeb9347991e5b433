-- The ledger and its batches.

-- name: event_insert
INSERT INTO event (hash, {event_columns})
VALUES (:hash, :seq, :kind, :subject, :actor, :unit, :at, :recorded, :purpose, :doc, :channel, :batch, :payload);

-- name: event_head
SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1;

-- name: event_each
SELECT {event_columns}, hash
FROM event ORDER BY seq;

-- name: event_list
SELECT {event_columns}, lower(hex(hash)) AS hash
FROM event ORDER BY seq;

-- name: event_list_of_asset
SELECT {event_columns}, lower(hex(hash)) AS hash
FROM event WHERE subject = :tag AND kind GLOB 'asset.*' ORDER BY seq;

-- name: batch_get
-- The newest one of assets where :id is not given.
SELECT id, noun, file, rows, added, changed, same, rejected
FROM batch WHERE id = ifnull(:id, (SELECT max(id) FROM batch WHERE noun = 'asset'));

-- name: batch_insert
INSERT INTO batch (id, noun, file) VALUES (:id, :noun, :file);

-- name: batch_close
UPDATE batch SET rows = :rows, added = :added, changed = :changed, same = :same, rejected = :rejected WHERE id = :id;
