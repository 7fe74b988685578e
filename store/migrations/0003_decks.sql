-- Decks of one's own. One that is removed or replaced stays, so that there is a
-- way back; of each key at most one is in force.
CREATE TABLE decks (
	n           INTEGER PRIMARY KEY,
	key         TEXT NOT NULL,
	body        TEXT NOT NULL CHECK (json_valid(body)),
	imported_ms INTEGER NOT NULL,
	removed_ms  INTEGER
) STRICT;

CREATE UNIQUE INDEX decks_in_force ON decks (key) WHERE removed_ms IS NULL;
