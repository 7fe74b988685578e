package anki

import (
	"database/sql"
	"fmt"
	"math"
	"time"
)

// writeLog writes all answers in order. Anki's log has one at most at an instant;
// others move on to the next one that is free. SQLite puts them in order, beside the
// file, since they may be many.
func (d draft) writeLog() error {
	if d.c.Log == nil {
		return nil
	}
	_, err := d.tx.Exec(`CREATE TEMP TABLE given (n INTEGER PRIMARY KEY, at, card, ease, ivl, last, factor, time, type)`)
	if err != nil {
		return err
	}
	give, err := d.tx.Prepare("INSERT INTO given VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer give.Close()
	if err := d.c.Log(func(guid string, a Answer) error { return d.give(give, guid, a) }); err != nil {
		return err
	}
	return d.putInOrder()
}

func (d draft) give(insert *sql.Stmt, guid string, a Answer) error {
	card, known := d.cards[guid]
	if !known {
		return fmt.Errorf("note %q: there is an answer to it, and no note", guid)
	}
	if err := a.check(); err != nil {
		return fmt.Errorf("note %q: an answer: %w", guid, err)
	}
	_, err := insert.Exec(a.At.UnixMilli(), card, a.Ease, span(a.Interval), span(a.Last), a.factor(),
		min(a.Took, longest).Milliseconds(), a.kind())
	return err
}

func (d draft) putInOrder() error {
	insert, err := d.tx.Prepare("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	rows, err := d.tx.Query("SELECT at, card, ease, ivl, last, factor, time, type FROM given ORDER BY at, card, n")
	if err != nil {
		return err
	}
	defer rows.Close()
	free := int64(0)
	for rows.Next() {
		var at, card, ease, ivl, last, factor, took, kind int64
		if err := rows.Scan(&at, &card, &ease, &ivl, &last, &factor, &took, &kind); err != nil {
			return err
		}
		id := max(at, free)
		if _, err := insert.Exec(id, card, unsent, ease, ivl, last, factor, took, kind); err != nil {
			return err
		}
		free = id + 1
	}
	return rows.Err()
}

// day is what Anki counts in.
const day = 24 * time.Hour

// longest is what Anki counts of the time that an answer took.
const longest = time.Minute

// span writes a time as Anki's log does: positive in days, negative in seconds.
func span(d time.Duration) int64 {
	if d >= day {
		return int64(d.Round(day) / day)
	}
	return -int64(d.Round(time.Second) / time.Second)
}

// kind is what Anki calls the answer: learning, review, relearning, or by hand
// where the card was made new.
func (a Answer) kind() int {
	switch {
	case a.Ease == 0:
		return 4
	case a.From == New:
		return int(Learning) - 1
	}
	return int(a.From) - 1
}

// factor is the difficulty, which Anki writes from 100 to 1100 to tell it from
// an ease.
func (a Answer) factor() int {
	switch {
	case a.Ease == 0:
		return 0
	case a.Difficulty > 0:
		return int(math.Round((float64((a.Difficulty-1)/9) + 0.1) * 1000))
	case a.From == Review || a.From == Relearning:
		return ease
	}
	return 0
}
