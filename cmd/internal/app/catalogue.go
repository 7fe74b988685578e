package app

import (
	"context"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
)

// Catalogue returns the built-in catalogue with the user's own decks, if there is a
// database.
func (db *DB) Catalogue(ctx context.Context) (*catalogue.Catalogue, error) {
	c := catalogue.Builtin()
	if !db.IsThere() {
		return c, nil
	}
	own, err := db.Decks(ctx)
	if err != nil || len(own) == 0 {
		return c, err
	}
	decks := make([]catalogue.OwnDeck, len(own))
	for i, d := range own {
		decks[i] = exchange.Join(c, d.Key, d.Deck)
	}
	return c.With(decks...), nil
}
