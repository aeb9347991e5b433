-- 002.sql - the register of printed labels.

CREATE TABLE label (                      -- every label that was printed
  id       INTEGER NOT NULL PRIMARY KEY,  -- seq of the event
  noun     TEXT NOT NULL,                 -- of what: 'asset', 'unit' or 'person'
  subject  TEXT NOT NULL,                 -- its tag, unit code or service number
  template TEXT NOT NULL,                 -- name of the template
  sheet    TEXT,                          -- name of the sheet or roll; NULL for a label that stands alone
  target   TEXT NOT NULL,                 -- file without its folder, printer or address
  copies   INTEGER NOT NULL,              -- how many of it
  reason   TEXT,                          -- word: why it was printed again; NULL at the first printing
  at       INTEGER NOT NULL,              -- when, seconds since the epoch, UTC
  actor    TEXT NOT NULL                  -- who printed it
) STRICT;
CREATE INDEX label_by_subject ON label (noun, subject);
