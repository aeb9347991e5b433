-- The ledger.

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

-- name: event_list_of_batch
-- Those of the import :batch, from the one that opened it.
SELECT {event_columns}, lower(hex(hash)) AS hash
FROM event WHERE seq >= :batch AND seq <= :batch_end AND batch = :batch ORDER BY seq LIMIT :limit;
