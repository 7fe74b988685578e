-- Everything about a learner is derived from the log, which is only appended to.

CREATE TABLE learners (
	n          INTEGER PRIMARY KEY,
	id         TEXT NOT NULL UNIQUE,  -- a UUID; names come and go
	created_ms INTEGER NOT NULL,
	derivation INTEGER NOT NULL       -- version of the rules that cards and tallies follow
) STRICT;

CREATE TABLE devices (
	n  INTEGER PRIMARY KEY,           -- 1 is the device that this file is
	id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE log (
	learner INTEGER NOT NULL REFERENCES learners (n),
	ord     INTEGER NOT NULL,         -- max(at_ms, highest of the learner + 1)
	id      TEXT NOT NULL UNIQUE,
	device  INTEGER NOT NULL REFERENCES devices (n),
	seq     INTEGER NOT NULL,         -- 1, 2, 3 ... per learner and device
	at_ms   INTEGER NOT NULL,         -- Unix milliseconds, as observed
	zone_s  INTEGER NOT NULL,         -- seconds east of UTC then
	day     INTEGER NOT NULL,         -- study day: days since 1970-01-01
	kind    TEXT NOT NULL,
	body    TEXT NOT NULL CHECK (json_valid(body)),
	prev    BLOB NOT NULL,            -- hash of the device's event before; empty for the first
	hash    BLOB NOT NULL,
	PRIMARY KEY (learner, ord, id),
	UNIQUE (learner, device, seq)
) STRICT, WITHOUT ROWID;

-- The last event of each chain: without it a lost tail would go unnoticed.
CREATE TABLE heads (
	learner INTEGER NOT NULL REFERENCES learners (n),
	device  INTEGER NOT NULL REFERENCES devices (n),
	seq     INTEGER NOT NULL,
	hash    BLOB NOT NULL,
	PRIMARY KEY (learner, device)
) STRICT, WITHOUT ROWID;

-- Derived from the log.
CREATE TABLE cards (
	learner    INTEGER NOT NULL REFERENCES learners (n),
	facet      TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('learning', 'review', 'relearning')),
	stability  REAL NOT NULL,         -- days
	difficulty REAL NOT NULL,         -- 1 to 10
	step       INTEGER NOT NULL,
	lapses     INTEGER NOT NULL,
	reviews    INTEGER NOT NULL,
	begun      INTEGER NOT NULL,      -- study day
	last       INTEGER NOT NULL,      -- study day
	due_ms     INTEGER NOT NULL,
	due_day    INTEGER NOT NULL,      -- study day; counts in review
	days       INTEGER NOT NULL,      -- the interval; 0 in the steps
	target     REAL NOT NULL,
	PRIMARY KEY (learner, facet)
) STRICT, WITHOUT ROWID;

-- Derived from the log.
CREATE TABLE tallies (
	learner INTEGER NOT NULL REFERENCES learners (n),
	day     INTEGER NOT NULL,
	answers INTEGER NOT NULL,
	correct INTEGER NOT NULL,
	reviews INTEGER NOT NULL,
	begun   INTEGER NOT NULL,
	PRIMARY KEY (learner, day)
) STRICT, WITHOUT ROWID;
