package app

import (
	"context"
	"fmt"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/store"
)

// Catalogue returns all that is known: what is built in, and the decks of one's
// own. Notes of one's own are at hand afterwards, too.
func (a *App) Catalogue(ctx context.Context) (*catalogue.Catalogue, error) {
	if a.Exists() {
		own := store.Peek(ctx, a.File(), a.Whose)
		a.Notes, a.Own, a.Chosen = own.Remarks.Notes, own.Decks, own.Settings.Decks
		a.follow(own.Settings)
	}
	c, err := Builtin()
	if err != nil {
		return nil, err
	}
	return JoinDecks(c, a.Own), nil
}

func Builtin() (*catalogue.Catalogue, error) {
	c, err := catalogue.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in catalogue: %w", err)
	}
	return c, nil
}

// WithOwnDecks returns all that is known, with an open database.
func WithOwnDecks(ctx context.Context, db DB) (*catalogue.Catalogue, error) {
	c, err := Builtin()
	if err != nil {
		return nil, err
	}
	own, err := db.Decks(ctx)
	if err != nil {
		return nil, err
	}
	return JoinDecks(c, own), nil
}

func JoinDecks(c *catalogue.Catalogue, own []store.Deck) *catalogue.Catalogue {
	if len(own) == 0 {
		return c
	}
	decks := make([]catalogue.OwnDeck, len(own))
	for i, d := range own {
		decks[i] = exchange.Join(c, d.Key, d.Deck)
	}
	return c.With(decks...)
}
