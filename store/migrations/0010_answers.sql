-- Derived from the log: the answers that stand. What figures are made of is kept
-- once, a row an answer, and grouped when it is asked for. The tables that counted
-- the same beside it are gone; it is filled from the log when the file is opened.
DROP TABLE tallies;
DROP TABLE confusions;
DROP TABLE slots;
DROP TABLE fits;

CREATE TABLE answers (
	n         INTEGER PRIMARY KEY,
	learner   INTEGER NOT NULL REFERENCES learners (n),
	ord       INTEGER NOT NULL,     -- in the log, as is the next
	id        TEXT NOT NULL,
	day       INTEGER NOT NULL,     -- study day
	facet     TEXT NOT NULL,        -- the first, of a question about several
	kind      TEXT NOT NULL,
	options   INTEGER NOT NULL,     -- to choose from; 0 where none were shown
	chosen    TEXT NOT NULL,        -- key of the service that was taken for the right one
	correct   INTEGER NOT NULL,
	took_ms   INTEGER NOT NULL,
	grade     INTEGER NOT NULL,     -- 1 again to 4 easy; 0 for practice
	state     INTEGER NOT NULL,     -- of the card before: 0 new, 1 learning, 2 review, 3 relearning

	-- Of a review a day or more after the one before: all that a scheduler predicts
	-- from, and how the prediction came out, in whole millionths, so that sums do not
	-- depend on their order.
	bin       INTEGER NOT NULL,     -- two digits each: days since the last review, as a power of 3.62; number of
	                                -- the review, of 1.89; lapses, 0 or 1 + of 1.73; predicted recall in twentieths
	predicted INTEGER NOT NULL,     -- predicted recall; 0 where nothing was predicted
	loss      INTEGER NOT NULL      -- log loss
) STRICT;

-- Each holds all that its figures read.
CREATE INDEX answers_days ON answers (learner, day, grade, state, correct, took_ms);
CREATE INDEX answers_mixed ON answers (learner, facet, chosen, ord, id, day) WHERE chosen <> '';
CREATE INDEX answers_fits ON answers (learner, bin, grade, predicted, loss) WHERE predicted > 0;
