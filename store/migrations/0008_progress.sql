-- Derived from the log: what figures about areas and times are made of.

-- Answers by study day and by all that areas and confusions are told apart by. What
-- is about now reads the last days alone.
CREATE TABLE slots (
	learner INTEGER NOT NULL REFERENCES learners (n),
	day     INTEGER NOT NULL,
	facet   TEXT NOT NULL,          -- the first, of a question about several
	kind    TEXT NOT NULL,
	options INTEGER NOT NULL,       -- to choose from; 0 where none were shown
	fresh   INTEGER NOT NULL,       -- 1 if the answer began a card
	chosen  TEXT NOT NULL,          -- key of the service that was taken for the right one
	answers INTEGER NOT NULL,
	correct INTEGER NOT NULL,
	took    TEXT NOT NULL,          -- tenths of a second, as they came: '23,41'
	PRIMARY KEY (learner, day, facet, kind, options, fresh, chosen)
) STRICT, WITHOUT ROWID;

-- Reviews by all that a scheduler predicts from, and how the predictions came out.
-- Sums are of whole millionths, so that they do not depend on their order.
CREATE TABLE fits (
	learner   INTEGER NOT NULL REFERENCES learners (n),
	lag       INTEGER NOT NULL,     -- days since the last review, as a power of 3.62
	nth       INTEGER NOT NULL,     -- of the review, as a power of 1.89
	lapses    INTEGER NOT NULL,     -- 0, else 1 + as a power of 1.73
	likely    INTEGER NOT NULL,     -- predicted recall, in twentieths
	reviews   INTEGER NOT NULL,
	recalled  INTEGER NOT NULL,
	predicted INTEGER NOT NULL,     -- millionths
	loss      INTEGER NOT NULL,     -- millionths of a nat
	PRIMARY KEY (learner, lag, nth, lapses, likely)
) STRICT, WITHOUT ROWID;

-- Of the reviews of cards that were out of the steps, those that were recalled; and
-- response times, each a minute at most.
ALTER TABLE tallies ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN took_ms INTEGER NOT NULL DEFAULT 0;

ALTER TABLE confusions ADD COLUMN first INTEGER NOT NULL DEFAULT 0; -- study day
