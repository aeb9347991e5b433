-- Transactions and what concerns the file as a whole.

-- name: begin_write
BEGIN IMMEDIATE;

-- name: begin_read
BEGIN;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: savepoint
SAVEPOINT row;

-- name: savepoint_release
RELEASE row;

-- name: savepoint_rollback
ROLLBACK TO row;

-- name: site_get
SELECT id, name, tag_pattern, created FROM site;

-- name: site_insert
INSERT INTO site (id, name, tag_pattern, created) VALUES (:id, :name, :tag_pattern, :created);

-- name: integrity
PRAGMA integrity_check(5);
