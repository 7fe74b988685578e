-- Schema 11 of Anki's collections. Its importers read columns by place, and make
-- tables of their own beside these as they bring the file up to date.

CREATE TABLE col (
  id INTEGER PRIMARY KEY,
  crt INTEGER NOT NULL, -- seconds: when day 0 began
  mod INTEGER NOT NULL, -- ms
  scm INTEGER NOT NULL, -- ms
  ver INTEGER NOT NULL,
  dty INTEGER NOT NULL,
  usn INTEGER NOT NULL,
  ls INTEGER NOT NULL,
  conf TEXT NOT NULL,
  models TEXT NOT NULL,
  decks TEXT NOT NULL,
  dconf TEXT NOT NULL,
  tags TEXT NOT NULL
);

CREATE TABLE notes (
  id INTEGER PRIMARY KEY, -- ms
  guid TEXT NOT NULL,
  mid INTEGER NOT NULL, -- of the note type
  mod INTEGER NOT NULL, -- seconds
  usn INTEGER NOT NULL, -- -1: not sent to a server yet
  tags TEXT NOT NULL,
  flds TEXT NOT NULL,
  sfld INTEGER NOT NULL, -- a text; numbers among them are to sort as such
  csum INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  data TEXT NOT NULL
);

CREATE TABLE cards (
  id INTEGER PRIMARY KEY, -- ms
  nid INTEGER NOT NULL,
  did INTEGER NOT NULL,
  ord INTEGER NOT NULL, -- of the template
  mod INTEGER NOT NULL, -- seconds
  usn INTEGER NOT NULL,
  type INTEGER NOT NULL, -- new 0, learning 1, review 2, relearning 3
  queue INTEGER NOT NULL, -- new 0, learning 1, review 2, suspended -1, buried -3
  due INTEGER NOT NULL, -- position, seconds or day, by type
  ivl INTEGER NOT NULL, -- days
  factor INTEGER NOT NULL, -- per mille
  reps INTEGER NOT NULL,
  lapses INTEGER NOT NULL,
  left INTEGER NOT NULL, -- steps
  odue INTEGER NOT NULL,
  odid INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  data TEXT NOT NULL -- JSON: the memory
);

CREATE TABLE revlog (
  id INTEGER PRIMARY KEY, -- ms: when
  cid INTEGER NOT NULL,
  usn INTEGER NOT NULL,
  ease INTEGER NOT NULL, -- again 1, hard 2, good 3, easy 4, none 0
  ivl INTEGER NOT NULL, -- days, or negative seconds
  lastIvl INTEGER NOT NULL,
  factor INTEGER NOT NULL,
  time INTEGER NOT NULL, -- ms
  type INTEGER NOT NULL -- learning 0, review 1, relearning 2, by hand 4
);

CREATE TABLE graves (
  usn INTEGER NOT NULL,
  oid INTEGER NOT NULL,
  type INTEGER NOT NULL
);

CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
