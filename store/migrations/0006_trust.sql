-- The log without the rule that a place on a device is taken once: devices that
-- were copied and both went on, a fork, are merged like any others. Which chain
-- ends where, and how long it is, stands in heads.
CREATE TABLE log_of_6 (
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
	PRIMARY KEY (learner, ord, id)
) STRICT, WITHOUT ROWID;

INSERT INTO log_of_6 (learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash)
	SELECT learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash FROM log;
DROP TABLE log;
ALTER TABLE log_of_6 RENAME TO log;

CREATE INDEX log_remarks ON log (learner, ord, id) WHERE kind <> 'answer';
CREATE INDEX log_facet ON log (learner, json_extract(body, '$.facets[0]')) WHERE kind = 'answer';

-- How many events of each chain are in this file: a chain of another device may
-- have gaps, and an event that was lost is not one of them.
ALTER TABLE heads ADD COLUMN count INTEGER NOT NULL DEFAULT 0;
UPDATE heads SET count = seq;

-- Which device this file is. Its mark is of this file on this machine: where it
-- is another, the file was copied or restored, and is a new device from then on.
-- Empty is a file that was not marked yet.
CREATE TABLE self (
	one    INTEGER PRIMARY KEY CHECK (one = 1),
	device INTEGER NOT NULL REFERENCES devices (n),
	mark   TEXT NOT NULL
) STRICT;

INSERT INTO self (one, device, mark) VALUES (1, 1, '');

-- Learners who asked to be forgotten. An import leaves them out.
CREATE TABLE forgotten (
	id    TEXT PRIMARY KEY,
	at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A hash of each small table, of what no chain covers.
CREATE TABLE seals (
	name TEXT PRIMARY KEY,            -- of the table
	hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
