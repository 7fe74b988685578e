package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"portdrill/questions/catalogue"
)

// The law: with --plain the program says the words of the normal screens, row for row, but
// for what is left out here.
func TestPlainSaysTheSame(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			path := t.TempDir() + "/"
			args := []string{
				"drill", "--lang", string(lang), "--limit", "3", "--seed", "4", "--new", "20", "--now", "2026-03-02T09:00:00Z", "--db",
			}
			drawn := start(t, size{80, 120}, nil, append(args, path+"drawn.db")...)
			plain := start(t, size{80, 120}, nil, append(args, path+"plain.db", "--plain")...)
			for n, key := range []string{"1", "?", "2"} {
				head := fmt.Sprintf("%d/3 ·", n+1)
				drawn.await("a question", puts(head, lang))
				plain.await("a question", func(v view) error { return v.holds(head, "> ") })
				drawn.press(key)
				plain.press(key + "\n")
			}
			drawn.await("the end", asksNothing(text("EnoughForNow").In(lang)))
			plain.await("the end", func(v view) error { return v.holds(text("EnoughForNow").In(lang), "> ") })
			want, got := spoken(drawn.painted()), spoken(plain.painted())
			if !slices.Equal(want, got) {
				t.Errorf("plain lines say\n%s\nand the screens\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			drawn.press(ctrlC)
			plain.press(ctrlC)
		})
	}
}

// asksNothing holds that the text is on the screen.
func asksNothing(text string) func(view) error {
	return func(v view) error {
		if !strings.Contains(v.String(), text) {
			return fmt.Errorf("%q is not shown", text)
		}
		return nil
	}
}

// What plain lines have and screens do not, or the other way round: colour, the bar of the
// day's work, the rows to choose from, which a screen takes away once one is chosen, what
// was chosen or typed, and the line that names the keys.
var (
	barOfWork = regexp.MustCompile(`(^|· )[█░]{8} `)
	choosing  = regexp.MustCompile(`^ *(❯ )?[1-9?]  |^ *>|^$`)
	namesKeys = regexp.MustCompile(`(^|[ ，:])q(: quit| 退出|: leave| 离开)|:q (quit|退出)`)
)

// spoken are the words of what a terminal shows, without what may differ.
func spoken(painted string) (rows []string) {
	for row := range strings.Lines(mark.ReplaceAllString(painted, "")) {
		row = strings.TrimRight(barOfWork.ReplaceAllString(row, "$1"), " \n")
		row = strings.TrimPrefix(row, "  ❯ ")
		if !choosing.MatchString(row) && !namesKeys.MatchString(row) {
			rows = append(rows, row)
		}
	}
	return rows
}
