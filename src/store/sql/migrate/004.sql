-- 004.sql - imports that were taken back.

CREATE TABLE batch_more (                 -- what else is known of an import, where there is anything
  batch     INTEGER NOT NULL PRIMARY KEY REFERENCES batch (id),
  profile   TEXT,                         -- name of the profile by which its file was read
  beside    INTEGER NOT NULL DEFAULT 0,   -- kinds, units and persons that were registered too
  sha256    TEXT,                         -- of the file, where some of its rows have no name of their own: 64 digits
  undone_by INTEGER                       -- seq of the event that took it back
) STRICT;

CREATE TABLE withdrawn (                  -- assets that were registered by an import which was taken back
  tag   TEXT NOT NULL PRIMARY KEY,        -- never given out again
  batch INTEGER NOT NULL,                 -- that import
  event INTEGER NOT NULL                  -- seq of the event that withdrew it
) STRICT, WITHOUT ROWID;
