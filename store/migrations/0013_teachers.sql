-- Teachers, who sign in on the server. Of a password only a slow hash is kept, of the
-- token of a device only a hash. A class can have several teachers.
CREATE TABLE teachers (
	n          INTEGER PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	password   TEXT NOT NULL,         -- as the server writes it: opaque
	created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE teaches (
	teacher INTEGER NOT NULL REFERENCES teachers (n) ON DELETE CASCADE,
	class   INTEGER NOT NULL REFERENCES classes (n) ON DELETE CASCADE,
	PRIMARY KEY (teacher, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE teacher_sign_ins (
	hash     BLOB PRIMARY KEY,        -- SHA-256 of the token
	teacher  INTEGER NOT NULL REFERENCES teachers (n) ON DELETE CASCADE,
	until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
