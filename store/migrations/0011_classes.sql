-- A learner can be in several classes: with a number, a name on the list and a PIN in
-- each. What refers to members is made anew as well. A room is held by one host at a
-- time.

CREATE TABLE members_of (
	n       INTEGER PRIMARY KEY,
	class   INTEGER NOT NULL REFERENCES classes (n),
	learner INTEGER NOT NULL REFERENCES learners (n),
	name    TEXT NOT NULL,
	shown   TEXT NOT NULL,            -- the name, told apart from others of the class
	number  TEXT NOT NULL,            -- of the student; may be empty
	team    TEXT NOT NULL,            -- group within the class; may be empty
	pin     TEXT NOT NULL,
	UNIQUE (class, shown)
) STRICT;

CREATE TABLE participants_of (
	room   INTEGER NOT NULL REFERENCES rooms (n),
	id     TEXT NOT NULL,             -- opaque
	place  INTEGER NOT NULL,          -- in the order they joined
	member INTEGER REFERENCES members_of (n), -- NULL for a guest
	name   TEXT NOT NULL,
	factor REAL NOT NULL,             -- of the time to answer
	gone   INTEGER NOT NULL,
	tokens TEXT NOT NULL CHECK (json_valid(tokens)), -- hashes of those that devices hold
	PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;

INSERT INTO members_of SELECT n, class, learner, name, shown, number, team, pin FROM members;
INSERT INTO participants_of SELECT room, id, place, member, name, factor, gone, tokens FROM participants;
DROP TABLE participants;
DROP TABLE members;
ALTER TABLE members_of RENAME TO members;
ALTER TABLE participants_of RENAME TO participants;

CREATE INDEX members_learner ON members (learner);

ALTER TABLE rooms ADD COLUMN holder TEXT NOT NULL DEFAULT ''; -- of whoever hosts it: opaque
ALTER TABLE rooms ADD COLUMN held_ms INTEGER NOT NULL DEFAULT 0; -- until then, unless it is renewed
