-- name: label_insert
INSERT INTO label (id, noun, subject, template, sheet, target, copies, reason, at, actor)
VALUES (:id, :noun, :subject, :template, :sheet, :target, :copies, :reason, :at, :actor);

-- name: label_count
-- How many times :subject was printed.
SELECT count(*) FROM label WHERE noun = :noun AND subject = :subject;

-- name: label_stand_in
-- For a database of schema 1 that is only read: it has no labels. The columns of migrate/002.sql.
CREATE TEMP TABLE IF NOT EXISTS label (
  id INTEGER PRIMARY KEY, noun TEXT, subject TEXT, template TEXT, sheet TEXT, target TEXT, copies INTEGER, reason TEXT,
  at INTEGER, actor TEXT
);
