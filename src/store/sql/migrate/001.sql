-- 001.sql - the first schema. A migration is never edited once it was released; the next one is 002.sql.
--
-- Everything but `event` is state: what the events, applied in order, make (service/apply.c). Things are referred to by
-- official code, service number or tag, never by a row number, so that an exported event needs no table to be understood.
-- `version` is the seq of the event that changed the row last.

CREATE TABLE site (                       -- this installation; one row
  id          TEXT NOT NULL PRIMARY KEY,  -- 16 hexadecimal digits, made at random by `trangbi init`
  name        TEXT NOT NULL,              -- as printed on papers
  tag_pattern TEXT NOT NULL,              -- how new tags are made (trangbi/tag.h)
  created     INTEGER NOT NULL            -- when, seconds since the epoch, UTC
) STRICT;

CREATE TABLE event (                      -- the ledger: append-only, chained (docs/ledger.md)
  seq      INTEGER NOT NULL PRIMARY KEY,  -- 1, 2, 3, ... without a gap
  kind     TEXT NOT NULL,                 -- what, e.g. 'asset.checkout'
  subject  TEXT,                          -- about what: a tag, unit code, service number or kind code
  actor    TEXT NOT NULL,                 -- who did it
  unit     TEXT,                          -- where: unit code
  at       INTEGER NOT NULL,              -- when it happened, seconds since the epoch, UTC
  recorded INTEGER NOT NULL,              -- when it was written down, the same
  purpose  TEXT,                          -- what for
  doc      TEXT,                          -- number of the document that orders it
  channel  TEXT NOT NULL,                 -- by which way it came in: cli, scan, csv
  batch    INTEGER,                       -- seq of the event that opened its batch
  payload  TEXT NOT NULL,                 -- the details, a canonical JSON object
  hash     BLOB NOT NULL                  -- SHA-256 of the event's canonical JSON, which holds the hash before it
) STRICT;
CREATE INDEX event_by_subject ON event (subject);
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_not_replaced BEFORE INSERT ON event -- REPLACE fires no trigger of DELETE
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM event)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TABLE batch (                      -- imports
  id       INTEGER NOT NULL PRIMARY KEY,  -- seq of the event that opened it
  noun     TEXT NOT NULL,                 -- what was imported: 'asset', 'unit', ...
  file     TEXT NOT NULL,                 -- name of the file, without its folder
  rows     INTEGER NOT NULL DEFAULT 0,    -- read = added + changed + same + rejected
  added    INTEGER NOT NULL DEFAULT 0,    -- rows that became new records
  changed  INTEGER NOT NULL DEFAULT 0,    -- rows that changed a record
  same     INTEGER NOT NULL DEFAULT 0,    -- rows that said what was registered already
  rejected INTEGER NOT NULL DEFAULT 0     -- rows that were refused
) STRICT;

CREATE TABLE unit (
  code        TEXT NOT NULL PRIMARY KEY,  -- official code: province 2 digits, commune 5
  name        TEXT NOT NULL,              -- short name; not unique
  full_name   TEXT,                       -- as printed on papers
  kind        TEXT,                       -- as the official list says it: Phường, Xã, ...
  parent      TEXT REFERENCES unit (code),  -- the unit above
  budget_code TEXT,                       -- mã QHNS
  valid_from  TEXT,                       -- ISO date
  valid_to    TEXT,                       -- ISO date, the last day
  successor   TEXT REFERENCES unit (code),  -- which unit took over when it ended
  note        TEXT,                       -- whatever else
  extra       TEXT,                       -- JSON object of columns that nobody foresaw
  version     INTEGER NOT NULL            -- seq of the event that changed it last
) STRICT;
CREATE INDEX unit_by_parent ON unit (parent);

CREATE TABLE person (
  number   TEXT NOT NULL PRIMARY KEY,     -- service number
  name     TEXT NOT NULL,                 -- full name
  rank     TEXT,                          -- cấp bậc
  position TEXT,                          -- chức vụ
  unit     TEXT NOT NULL REFERENCES unit (code),  -- where the person serves
  phone    TEXT,                          -- as it was given
  active   INTEGER NOT NULL DEFAULT 1,    -- 0 once the person has left
  note     TEXT,                          -- whatever else
  extra    TEXT,                          -- JSON object of columns that nobody foresaw
  version  INTEGER NOT NULL               -- seq of the event that changed it last
) STRICT;
CREATE INDEX person_by_unit ON person (unit);

CREATE TABLE kind (                       -- types of equipment, hierarchical
  code       TEXT NOT NULL PRIMARY KEY,   -- hierarchical by `parent`, not by its letters
  name       TEXT NOT NULL,               -- in Vietnamese
  name_en    TEXT,                        -- in English
  parent     TEXT REFERENCES kind (code), -- the kind above
  "group"    TEXT,                        -- word: vehicle, tool, it, ...
  tag_code   TEXT,                        -- how it stands in tags; else the code, else the parent's
  regime     TEXT,                        -- word: which law governs it
  life_years INTEGER,                     -- useful life in years
  measure    TEXT,                        -- unit of measure: cái, chiếc, bộ
  guidance   TEXT,                        -- on use and preservation
  note       TEXT,                        -- whatever else
  extra      TEXT,                        -- JSON object of columns that nobody foresaw
  version    INTEGER NOT NULL             -- seq of the event that changed it last
) STRICT;

CREATE TABLE search_text (                -- the distinct texts by which assets are searched
  id   INTEGER NOT NULL PRIMARY KEY,      -- rowid in search_index
  text TEXT NOT NULL UNIQUE               -- name, model and maker
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
  plain,                                  -- without accents: tb_utf8_fold()
  exact,                                  -- with accents: tb_utf8_telex()
  content = '', detail = 'column', tokenize = 'ascii'
);

CREATE TABLE asset (
  id           INTEGER NOT NULL PRIMARY KEY,  -- in the order of registration; appears nowhere outside
  tag          TEXT NOT NULL UNIQUE,          -- plain form, without dashes
  name         TEXT NOT NULL,                 -- what it is called
  kind         TEXT NOT NULL REFERENCES kind (code),  -- type of equipment
  model        TEXT,                          -- the maker's name for it
  serial       TEXT,                          -- the maker's number for it
  plate        TEXT,                          -- as it is written on the vehicle
  frame_no     TEXT,                          -- số khung
  engine_no    TEXT,                          -- số máy
  maker        TEXT,                          -- brand
  country      TEXT,                          -- where it was made
  year_made    INTEGER,                       -- 1900..2200
  year_in_use  INTEGER,                       -- since when it is used
  cost         INTEGER,                       -- whole đồng
  funding      TEXT,                          -- nguồn hình thành
  supplier     TEXT,                          -- who sold it
  invoice      TEXT,                          -- number of the invoice
  purchased    TEXT,                          -- ISO date
  received     TEXT,                          -- ISO date
  booked       TEXT,                          -- ISO date of the entry in the books
  warranty_end TEXT,                          -- ISO date, the last day
  condition    TEXT NOT NULL,                 -- word: ok, worn, broken
  status       TEXT NOT NULL,                 -- word: in_stock, in_use, ...
  book_unit    TEXT REFERENCES unit (code),   -- whose books it stands in
  unit         TEXT NOT NULL REFERENCES unit (code),  -- where it is
  custodian    TEXT REFERENCES person (number),       -- who has it on loan
  due          TEXT,                          -- ISO date by which the custodian returns it
  purpose      TEXT,                          -- what it was lent for
  seen_at      INTEGER,                       -- when it was seen last, seconds since the epoch, UTC
  seen_unit    TEXT REFERENCES unit (code),   -- at which unit
  seen_how     TEXT,                          -- channel of that event
  quantity     INTEGER NOT NULL,              -- 1 unless a lot of small tools
  measure      TEXT,                          -- unit of measure: cái, chiếc, bộ
  regime       TEXT,                          -- word: which law governs it
  old_code     TEXT,                          -- as it was called before
  note         TEXT,                          -- whatever else
  extra        TEXT,                          -- JSON object of columns that nobody foresaw
  text_id      INTEGER NOT NULL REFERENCES search_text (id),  -- name, model and maker
  version      INTEGER NOT NULL               -- seq of the event that changed it last
) STRICT;
CREATE INDEX asset_by_unit ON asset (unit);
CREATE INDEX asset_by_kind ON asset (kind);
CREATE INDEX asset_by_custodian ON asset (custodian) WHERE custodian IS NOT NULL;
CREATE INDEX asset_by_text ON asset (text_id);

CREATE TABLE alias (                      -- other names that find an asset
  key   TEXT NOT NULL,                    -- compact: no separators, upper case
  tag   TEXT NOT NULL REFERENCES asset (tag),  -- the asset it finds
  kind  TEXT NOT NULL,                    -- serial, plate, frame_no, engine_no, old_code or other
  shown TEXT NOT NULL,                    -- as it was given
  PRIMARY KEY (key, tag, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_serial (                 -- the last serial number given out behind each tag prefix
  prefix TEXT NOT NULL PRIMARY KEY,       -- the tag before its serial number
  last   INTEGER NOT NULL                 -- never given out again
) STRICT, WITHOUT ROWID;

CREATE TABLE custody (                    -- spells of responsibility, open and closed
  id            INTEGER NOT NULL PRIMARY KEY,  -- seq of the event that opened it
  tag           TEXT NOT NULL REFERENCES asset (tag),  -- the asset
  kind          TEXT NOT NULL,            -- 'issue' to a unit or 'loan' to a person
  unit          TEXT NOT NULL REFERENCES unit (code),  -- which answers for it
  person        TEXT REFERENCES person (number),  -- who has it, for a loan
  from_at       INTEGER NOT NULL,         -- seconds since the epoch, UTC
  due           TEXT,                     -- ISO date
  purpose       TEXT,                     -- what it was lent for
  doc           TEXT,                     -- number of the document that orders it
  condition_out TEXT NOT NULL,            -- word: how it was given
  to_at         INTEGER,                  -- NULL while open
  condition_in  TEXT,                     -- word: how it came back
  closed_by     INTEGER                   -- seq of the event that closed it
) STRICT;
CREATE INDEX custody_by_tag ON custody (tag);
CREATE INDEX custody_open_by_person ON custody (person) WHERE to_at IS NULL;
