// Coldstart opens a database and prints the facet of the first card that is due,
// as a program that begins to ask does. It is measured beside C.
//
//	coldstart FILE DUE_MS
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"portdrill/quiz"
	"portdrill/store"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path, dueMS string) error {
	ms, err := strconv.ParseInt(dueMS, 10, 64)
	if err != nil {
		return err
	}
	ctx, now := context.Background(), time.UnixMilli(ms)
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	defer db.Close()
	learner, err := db.Learner(ctx, now)
	if err != nil {
		return err
	}
	cards, err := db.Cards(ctx, learner)
	if err != nil {
		return err
	}
	fmt.Println(firstDue(cards, now))
	return nil
}

// firstDue returns the facet of the card that is due first, "" if none is yet.
func firstDue(cards []quiz.Card, now time.Time) string {
	var first quiz.Card
	for _, c := range cards {
		if !c.Due.After(now) && (first.Facet == "" || c.Due.Before(first.Due)) {
			first = c
		}
	}
	return string(first.Facet)
}
