-- Derived from the log: what is not to be asked about.
CREATE TABLE holds (
	learner   INTEGER NOT NULL REFERENCES learners (n),
	facet     TEXT NOT NULL,
	suspended INTEGER NOT NULL,
	buried    INTEGER,              -- study day that it is not asked on
	PRIMARY KEY (learner, facet)
) STRICT, WITHOUT ROWID;
