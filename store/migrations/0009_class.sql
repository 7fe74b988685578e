-- Classes, who is in them, what was asked in their rooms and what was answered.
-- None of it is derived from a log: results flow from here into the logs of those
-- on a roster.

CREATE TABLE classes (
	n          INTEGER PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	created_ms INTEGER NOT NULL
) STRICT;

-- The roster of a class. Each member is a learner like any other.
CREATE TABLE members (
	n       INTEGER PRIMARY KEY,
	class   INTEGER NOT NULL REFERENCES classes (n),
	learner INTEGER NOT NULL UNIQUE REFERENCES learners (n),
	name    TEXT NOT NULL,
	shown   TEXT NOT NULL,            -- the name, told apart from others of the class
	number  TEXT NOT NULL,            -- of the student; may be empty
	team    TEXT NOT NULL,            -- group within the class; may be empty
	pin     TEXT NOT NULL,
	UNIQUE (class, shown)
) STRICT;

CREATE TABLE rooms (
	n          INTEGER PRIMARY KEY,
	created_ms INTEGER NOT NULL,
	class      INTEGER REFERENCES classes (n),
	ended_ms   INTEGER,
	flowed_ms  INTEGER,               -- when results went into the logs of members
	keep_days  INTEGER NOT NULL,      -- after its end; 0 for ever
	id         TEXT NOT NULL UNIQUE,  -- a UUID
	code       TEXT NOT NULL,         -- to join by
	host       TEXT NOT NULL CHECK (json_valid(host)),     -- what the host has to remember
	settings   TEXT NOT NULL CHECK (json_valid(settings)),
	state      TEXT NOT NULL CHECK (json_valid(state))
) STRICT;

CREATE TABLE room_questions (
	room INTEGER NOT NULL REFERENCES rooms (n),
	n    INTEGER NOT NULL,            -- 1, 2, 3 ...
	id   TEXT NOT NULL,               -- opaque
	spec TEXT NOT NULL CHECK (json_valid(spec)), -- what makes it again
	body TEXT NOT NULL CHECK (json_valid(body)), -- what was shown, and what is right
	PRIMARY KEY (room, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE participants (
	room   INTEGER NOT NULL REFERENCES rooms (n),
	id     TEXT NOT NULL,             -- opaque
	place  INTEGER NOT NULL,          -- in the order they joined
	member INTEGER REFERENCES members (n), -- NULL for a guest
	name   TEXT NOT NULL,
	factor REAL NOT NULL,             -- of the time to answer
	gone   INTEGER NOT NULL,
	tokens TEXT NOT NULL CHECK (json_valid(tokens)), -- hashes of those that devices hold
	PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;

-- The first answer of each participant to each question.
CREATE TABLE room_answers (
	room        INTEGER NOT NULL REFERENCES rooms (n),
	n           INTEGER NOT NULL,
	participant TEXT NOT NULL,
	reply       TEXT NOT NULL CHECK (json_valid(reply)),
	given       TEXT NOT NULL,
	chosen      TEXT NOT NULL,        -- key of the service taken for the right one
	correct     INTEGER NOT NULL,
	at_ms       INTEGER NOT NULL,
	zone_s      INTEGER NOT NULL,
	took_ms     INTEGER NOT NULL,
	points      INTEGER NOT NULL,
	PRIMARY KEY (room, n, participant)
) STRICT, WITHOUT ROWID;

-- Answers that were given in a class are few among many.
CREATE INDEX log_class ON log (learner, ord, id) WHERE kind = 'answer' AND json_extract(body, '$.room') IS NOT NULL;
