package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/store"
)

// everything returns all that is known: what is built in, and the decks of one's
// own. Notes of one's own are at hand afterwards, too.
func (a *app) everything(ctx context.Context) (*catalogue.Catalogue, error) {
	if a.exists() {
		own := store.Peek(ctx, a.file(), a.whose)
		a.notes, a.own, a.chosen = own.Remarks.Notes, own.Decks, own.Settings.Decks
		a.follow(own.Settings)
	}
	c, err := builtin()
	if err != nil {
		return nil, err
	}
	return joined(c, a.own), nil
}

func builtin() (*catalogue.Catalogue, error) {
	c, err := catalogue.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in catalogue: %w", err)
	}
	return c, nil
}

// withOwn returns all that is known, with an open database.
func withOwn(ctx context.Context, db opened) (*catalogue.Catalogue, error) {
	c, err := builtin()
	if err != nil {
		return nil, err
	}
	own, err := db.Decks(ctx)
	if err != nil {
		return nil, err
	}
	return joined(c, own), nil
}

func joined(c *catalogue.Catalogue, own []store.Deck) *catalogue.Catalogue {
	if len(own) == 0 {
		return c
	}
	decks := make([]catalogue.OwnDeck, len(own))
	for i, d := range own {
		decks[i] = exchange.Join(c, d.Key, d.Deck)
	}
	return c.With(decks...)
}

type importFlags struct {
	name    string
	replace bool
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:     "import FILE",
		Short:   wording.ImportShort.In(a.lang),
		Long:    wording.ImportLong.In(a.lang),
		Example: wording.ImportExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageProblem(wording.WhichImport.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.importDeck(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.name, "name", "", wording.FlagDeckName.In(a.lang))
	cmd.Flags().BoolVar(&f.replace, "replace", false, wording.FlagReplace.In(a.lang))
	return cmd
}

// An importEntry says what became of a file.
type importEntry struct {
	Deck     string `json:"deck"`
	Name     string `json:"name"`
	Rows     int    `json:"rows"`
	Own      int    `json:"own"`      // rows that differ from the catalogue, or that it does not have
	Services int    `json:"services"` // that the deck holds
	Replaced bool   `json:"replaced"`
}

// importDeck keeps the file as a deck of one's own, the whole of it or nothing.
func (a *app) importDeck(ctx context.Context, path string, f importFlags) error {
	c, err := builtin()
	if err != nil {
		return err
	}
	deck, problems, err := a.readDeck(c, path)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprint(a.err, a.problemText(path, p))
	}
	if exchange.Failed(problems) {
		return problem{wording.NotImported.In(a.lang, path), "", exitFailed}
	}
	deck.Name = cmp.Or(f.name, deck.Name)
	key, err := a.newDeckKey(c, deck.Name)
	if err != nil {
		return err
	}
	replaced, err := a.keepDeck(ctx, store.Deck{Key: key, Deck: deck}, f.replace)
	if err != nil {
		return err
	}
	return a.showImported(c, key, deck, replaced)
}

// newDeckKey makes the key of a deck from its name, and refuses those that would
// be taken for something else.
func (a *app) newDeckKey(c *catalogue.Catalogue, name string) (string, error) {
	key := catalogue.DeckKey(name)
	switch {
	case key == "":
		return "", usageProblem(wording.NoDeckKey.In(a.lang, name), wording.NameHint.In(a.lang))
	case c.Deck(key) != nil || catalogue.Reserved(key):
		return "", usageProblem(wording.BuiltinDeck.In(a.lang, key), wording.NameHint.In(a.lang))
	}
	return key, nil
}

func (a *app) keepDeck(ctx context.Context, d store.Deck, replace bool) (replaced bool, err error) {
	err = a.withDB(ctx, func(db opened) error {
		replaced, err = db.ImportDeck(ctx, d, replace, a.clock.Now())
		return err
	})
	if errors.Is(err, store.ErrDeckExists) {
		err = problem{wording.DeckExists.In(a.lang, d.Key), wording.ReplaceHint.In(a.lang), exitFailed}
	}
	return replaced, err
}

func (a *app) showImported(c *catalogue.Catalogue, key string, deck exchange.Deck, replaced bool) error {
	own := exchange.Join(c, key, deck)
	e := importEntry{Deck: key, Name: deck.Name, Rows: len(deck.Rows), Services: len(own.Members) + len(own.Services), Replaced: replaced}
	for _, row := range deck.Rows {
		if row.Differs(c) {
			e.Own++
		}
	}
	if a.json {
		return a.writeJSON(e)
	}
	return a.write(wording.Imported.In(a.lang, key, e.Rows, e.Rows-e.Own, e.Own) + "\n" +
		wording.ImportedHint.In(a.lang, key) + "\n")
}

func (a *app) removeCommand() *cobra.Command {
	var undo bool
	cmd := &cobra.Command{
		Use:   "remove DECK",
		Short: wording.RemoveShort.In(a.lang),
		Long:  wording.RemoveLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageProblem(wording.WhichRemove.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.removeDeck(cmd.Context(), args[0], undo)
		},
	}
	cmd.Flags().BoolVar(&undo, "undo", false, wording.FlagUndoRemove.In(a.lang))
	return cmd
}

// removeDeck takes a deck of one's own away, or brings it back. Answers to it
// stay either way.
func (a *app) removeDeck(ctx context.Context, name string, undo bool) error {
	c, err := builtin()
	if err != nil {
		return err
	}
	key := catalogue.DeckKey(name)
	if c.Deck(key) != nil {
		return usageProblem(wording.BuiltinDeck.In(a.lang, key), "")
	}
	if !a.exists() {
		return usageProblem(wording.NoOwnDeck.In(a.lang, name), "")
	}
	change, done := (*store.DB).RemoveDeck, wording.Removed
	if undo {
		change, done = (*store.DB).RestoreDeck, wording.BroughtBack
	}
	err = a.withDB(ctx, func(db opened) error {
		err := change(db.DB, ctx, key, a.clock.Now())
		if errors.Is(err, store.ErrNoDeck) {
			return a.noOwnDeck(ctx, db, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.write(done.In(a.lang, key) + "\n")
}

func (a *app) noOwnDeck(ctx context.Context, db opened, name string) error {
	decks, err := db.Decks(ctx)
	if err != nil {
		return err
	}
	hint := ""
	if len(decks) > 0 {
		keys := make([]string, len(decks))
		for i, d := range decks {
			keys[i] = d.Key
		}
		hint = a.known(wording.KnownDecks, nearestFirst(name, keys))
	}
	return usageProblem(wording.NoOwnDeck.In(a.lang, name), hint)
}
