package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/store"
)

// The law: a deck comes back as it was imported, none takes another's place
// unasked, and whatever was removed or replaced can be brought back.
func TestDecks(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	db := open(t, filepath.Join(t.TempDir(), "a.db"))
	first := store.Deck{Key: "lab", Deck: exchange.Deck{Name: "Lab 实验室", Rows: []exchange.Row{
		{Port: 3001, Transports: []catalogue.Transport{catalogue.TCP}, Service: "Grafana", Aliases: []string{"dash, board", "看板"}},
		{Port: 0, Service: "零", Name: catalogue.Text{EN: "zero", ZH: "零"}, Description: catalogue.Text{EN: "a \"quoted\"\nline", ZH: "两\n行"}},
	}}}
	second := store.Deck{Key: "lab", Deck: exchange.Deck{Name: "other", Rows: []exchange.Row{{Port: 9, Service: "nine"}}}}
	inForce := func(when string, want ...store.Deck) {
		t.Helper()
		got, err := db.Decks(ctx)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		for i := range got {
			for j := range got[i].Rows {
				got[i].Rows[j].Line, got[i].Rows[j].Column = 0, 0
			}
		}
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v\nwant %+v", when, got, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	inForce("at first")
	keep := func(d store.Deck, replace bool) {
		t.Helper()
		replaced, err := db.ImportDeck(ctx, d, replace, now)
		if must(err); replaced != replace {
			t.Errorf("replaced %v, want %v", replaced, replace)
		}
	}
	keep(first, false)
	inForce("imported", first)
	if _, err := db.ImportDeck(ctx, second, false, now); !errors.Is(err, store.ErrDeckExists) {
		t.Errorf("imported over another: %v", err)
	}
	inForce("refused", first)
	keep(second, true)
	inForce("replaced", second)
	must(db.RestoreDeck(ctx, "lab", now))
	inForce("brought back", first)
	must(db.RestoreDeck(ctx, "lab", now.Add(time.Second)))
	inForce("and forth", second)
	must(db.RemoveDeck(ctx, "lab", now.Add(2*time.Second)))
	inForce("removed")
	if err := db.RemoveDeck(ctx, "lab", now); !errors.Is(err, store.ErrNoDeck) {
		t.Errorf("removed twice: %v", err)
	}
	must(db.RestoreDeck(ctx, "lab", now))
	inForce("restored", second)
	if err := db.RestoreDeck(ctx, "none", now); !errors.Is(err, store.ErrNoDeck) {
		t.Errorf("brought back none: %v", err)
	}
	if _, err := db.ImportDeck(ctx, store.Deck{Key: "empty"}, false, now); err == nil {
		t.Error("imported a deck without rows")
	}
}
