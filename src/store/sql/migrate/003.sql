-- 003.sql - stocktakes.

CREATE TABLE stocktake (
  id         TEXT NOT NULL PRIMARY KEY,   -- UNIT-YY-N: unit code, year, number at that unit in that year
  unit       TEXT NOT NULL REFERENCES unit (code),  -- whose assets are counted
  kind       TEXT REFERENCES kind (code), -- only this kind and those below; NULL for all
  blind      INTEGER NOT NULL,            -- 1 where who counts is not told what is expected
  board      TEXT,                        -- service numbers of those who may sign, separated by spaces; NULL for anybody
  doc        TEXT,                        -- number of the document that orders it
  opened_at  INTEGER NOT NULL,            -- seconds since the epoch, UTC
  opened_by  TEXT NOT NULL,               -- who opened it
  round      INTEGER NOT NULL,            -- 1, or 2 once the differences are counted again
  expected   INTEGER NOT NULL,            -- lines of bucket 'here'
  counted    INTEGER NOT NULL,            -- lines that were counted
  closed_at  INTEGER,                     -- seconds since the epoch, UTC; NULL while it is open
  signed_by  TEXT,                        -- service numbers, separated by spaces
  version    INTEGER NOT NULL             -- seq of the event that changed it last
) STRICT;
CREATE UNIQUE INDEX stocktake_open_by_unit ON stocktake (unit) WHERE closed_at IS NULL;

CREATE TABLE stocktake_line (             -- copies, which later changes of the asset leave alone
  stocktake TEXT NOT NULL REFERENCES stocktake (id),  -- which
  code      TEXT NOT NULL,                -- tag, unknown code as it was read, or S-1, S-2, ... for surplus
  what      TEXT NOT NULL,                -- word: asset, unknown, surplus
  bucket    TEXT,                         -- word, of an asset: here, lent, repair, transit, lost; elsewhere, outside, disposed
  name      TEXT,                         -- of the asset or of what was surplus; NULL for an unknown code
  kind      TEXT,                         -- kind code
  cost      INTEGER,                      -- whole đồng
  quantity  INTEGER NOT NULL,             -- 1 unless a lot of small tools
  unit      TEXT,                         -- where the asset belongs: unit code
  holder    TEXT,                         -- who had it on loan: service number
  condition_was TEXT,                     -- word: as the register had it
  seen_at   INTEGER,                      -- when it was seen before this count, seconds since the epoch, UTC
  seen_unit TEXT,                         -- where: unit code
  seen_how  TEXT,                         -- channel of that event
  counted_at INTEGER,                     -- seconds since the epoch, UTC; NULL while it is not counted
  counted_by TEXT,                        -- who counted it
  how       TEXT,                         -- word: scan, photo, hand
  condition TEXT,                         -- word: as it was counted
  round     INTEGER,                      -- in which it was counted: 1 or 2
  labels    INTEGER,                      -- labels of it in one picture, where it was more than one
  first_at  INTEGER,                      -- what the first round said, where the second looked again: as counted_at
  first_by  TEXT,                         -- as counted_by
  first_how TEXT,                         -- as how
  first_condition TEXT,                   -- as condition
  note      TEXT,                         -- where surplus lies, what is written on it
  outcome   TEXT,                         -- word; NULL until it is closed, never changed then
  proposal  TEXT,                         -- word: move, missing, found, condition, register; NULL for none
  settled_at INTEGER,                     -- when the proposal was accepted
  settled_by TEXT,                        -- by whom
  became    TEXT,                         -- surplus that was registered: its tag
  PRIMARY KEY (stocktake, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE stocktake_counter (          -- who counted in which round; a count taken back does not take him off
  stocktake TEXT NOT NULL REFERENCES stocktake (id),  -- which
  round     INTEGER NOT NULL,             -- 1 or 2
  person    TEXT NOT NULL,                -- as he named himself
  PRIMARY KEY (stocktake, round, person)
) STRICT, WITHOUT ROWID;
