-- Derived from the log: what the learner has chosen, as a change of the defaults.
ALTER TABLE learners ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));

-- Derived from the log: reviews of cards that were out of the steps.
ALTER TABLE tallies ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;

-- Derived from the log: which service was taken for the right one, and how often.
CREATE TABLE confusions (
	learner INTEGER NOT NULL REFERENCES learners (n),
	facet   TEXT NOT NULL,
	chosen  TEXT NOT NULL,          -- key of the service
	count   INTEGER NOT NULL,
	last    INTEGER NOT NULL,       -- study day
	PRIMARY KEY (learner, facet, chosen)
) STRICT, WITHOUT ROWID;

-- The answers about a facet: an undo looks at nothing else, and a card's history
-- is read without the rest. The primary key, which ends every index, orders them.
CREATE INDEX log_facet ON log (learner, json_extract(body, '$.facets[0]')) WHERE kind = 'answer';
