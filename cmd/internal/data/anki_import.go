package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
	"portdrill/store/anki"
)

type ankiFlags struct {
	app.TakeFlags
	name string
}

func importAnkiCommand(a *app.App) *cobra.Command {
	var f ankiFlags
	cmd := &cobra.Command{
		Use: "anki FILE", Short: textImportAnkiShort.In(a.Lang), Long: textImportAnkiLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(app.TextWhichImport.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return importAnki(cmd.Context(), a, args[0], f)
		},
	}
	f.AddPreview(a, cmd)
	cmd.Flags().StringVar(&f.name, "name", "", textFlagAnkiName.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	return cmd
}

// An adoption is what becomes of a collection of Anki.
type adoption struct {
	Notes   int      `json:"notes"`
	Cards   int      `json:"cards"`   // that are about a facet
	Reviews int      `json:"reviews"` // of those cards
	Here    int      `json:"here"`    // reviews that portdrill itself had written for Anki, and that are here
	Future  int      `json:"future"`  // reviews of a time to come, left out
	Deck    string   `json:"deck,omitempty"`
	Rows    int      `json:"rows"`  // of that deck of one's own
	Other   []string `json:"other"` // the fronts of notes that are about no port

	events []quiz.Event
	deck   exchange.Deck
}

func importAnki(ctx context.Context, a *app.App, path string, f ankiFlags) error {
	kept, err := anki.Read(path)
	if err != nil {
		return ankiProblem(a, path, err)
	}
	var all adoption
	var lang catalogue.Lang = a.Lang
	err = a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		t := adopter{db: db, now: a.Clock.Now(), lang: lang, matcher: matcher{questions.NewMaker(c)}, kept: kept}
		all, err = t.adoption(ctx)
		if err == nil && all.Rows > 0 {
			all.deck.Name = cmp.Or(f.name, "anki "+strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
			all.Deck = catalogue.DeckKey(all.deck.Name)
			if builtin := c.Deck(all.Deck); builtin != nil && !builtin.Own || catalogue.Reserved(all.Deck) || all.Deck == "" {
				err = app.UsageProblem(textAnkiDeckName.In(a.Lang, all.deck.Name), "")
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if !a.JSON {
		if err := f.Preview(a, adoptionText(a, path, all)); err != nil {
			return err
		}
	} else if f.DryRun {
		all.Other = app.EmptyIfNil(all.Other)
		return a.PrintJSON(all)
	}
	if all.Cards == 0 && all.Rows == 0 {
		return app.Failure(textAnkiNothing.In(a.Lang, path), "")
	}
	taken, err := f.Agreed(a, false, nil)
	if err != nil || !taken {
		return err
	}
	return keepAdoption(ctx, a, kept.ID, all)
}

// keepAdoption writes the events and the deck.
func keepAdoption(ctx context.Context, a *app.App, collection string, all adoption) error {
	var m store.Merged
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		learner := db.LearnerID
		for i := range all.events {
			e := &all.events[i]
			e.ID = quiz.EventID(ankiID(string(learner), collection, string(e.ID)))
		}
		device := quiz.DeviceID(ankiID(string(learner), collection, "device"))
		if m, err = db.Adopt(ctx, learner, device, all.events); err != nil || all.Rows == 0 {
			return err
		}
		return keepAnkiDeck(ctx, db, a.Clock.Now(), store.Deck{Key: all.Deck, Deck: all.deck})
	})
	if err != nil {
		return err
	}
	return showMerged(a, m)
}

// keepAnkiDeck keeps the deck, in the place of the one that an earlier import made; the
// same one is left as it is.
func keepAnkiDeck(ctx context.Context, db *app.DB, now time.Time, d store.Deck) error {
	decks, err := db.Decks(ctx)
	if err != nil {
		return err
	}
	for _, own := range decks {
		if own.Key == d.Key && reflect.DeepEqual(withoutPlaces(own.Deck.Rows), withoutPlaces(d.Deck.Rows)) {
			return nil
		}
	}
	_, err = db.ImportDeck(ctx, d, true, now)
	return err
}

func withoutPlaces(rows []exchange.Row) []exchange.Row {
	bare := make([]exchange.Row, len(rows))
	for i, r := range rows {
		r.Line, r.Column = 0, 0
		if len(r.Transports) == 0 {
			r.Transports = nil
		}
		bare[i] = r
	}
	return bare
}

// ankiNames is the namespace of identities that follow from those of Anki, so that the
// same history makes the same events wherever it is imported.
var ankiNames = uuid.MustParse("3e0c2a57-8d35-4c0d-9f0b-6a7b1c9d2e41")

func ankiID(parts ...string) string {
	return uuid.NewSHA1(ankiNames, []byte(strings.Join(parts, "/"))).String()
}

// An adopter makes events of a collection.
type adopter struct {
	matcher
	db   *app.DB
	now  time.Time
	lang catalogue.Lang
	kept anki.Kept
	own  map[questions.FacetID][]int64 // when the learner answered here, ms
	all  adoption
}

func (t *adopter) adoption(ctx context.Context) (adoption, error) {
	t.all.Notes = len(t.kept.Notes)
	if err := t.answered(ctx); err != nil {
		return t.all, err
	}
	for _, n := range t.kept.Notes {
		t.note(n)
	}
	t.all.Rows = len(t.all.deck.Rows)
	return t.all, nil
}

// answered notes when the learner has answered here: an export for Anki has it too.
func (t *adopter) answered(ctx context.Context) error {
	t.own = make(map[questions.FacetID][]int64)
	if t.db.DB == nil {
		return nil
	}
	device := quiz.DeviceID(ankiID(string(t.db.LearnerID), t.kept.ID, "device"))
	return t.db.Answers(ctx, t.db.LearnerID, store.EveryAnswer, func(e quiz.Event) bool {
		if e.Device != device && e.Answer.Counts == quiz.Review {
			t.own[e.Answer.Facets[0]] = append(t.own[e.Answer.Facets[0]], e.At.UnixMilli())
		}
		return true
	})
}

// note takes in the cards of a note. Those that no facet fits make rows of a deck, or
// the note is listed.
func (t *adopter) note(n anki.KeptNote) {
	fields := make([]string, len(n.Fields))
	for i, f := range n.Fields {
		fields[i] = exchange.TextOfHTML(f)
	}
	if len(fields) < 2 {
		t.all.Other = append(t.all.Other, fields[0])
		return
	}
	known := false
	for _, c := range n.Cards {
		front, back := fields[0], fields[1]
		if c.Template == 1 {
			front, back = back, front
		}
		if facet, ok := t.facet(fields, front, back); ok {
			known = true
			t.card(c, facet, front)
		}
	}
	if known {
		return
	}
	rows := t.rows(fields[0], fields[1])
	if t.all.deck.Rows = append(t.all.deck.Rows, rows...); len(rows) == 0 {
		t.all.Other = append(t.all.Other, catalogue.Shorten(fields[0], longestFront))
	}
}

// longestFront is how much of a card is shown, in characters.
const longestFront = 60

func (t *adopter) card(c anki.KeptCard, facet questions.FacetID, front string) {
	t.all.Cards++
	for _, a := range c.Log {
		switch {
		case a.At().After(t.now):
			t.all.Future++
			continue
		case t.isOwn(facet, a.ID):
			t.all.Here++
			continue
		}
		t.all.Reviews++
		t.all.events = append(t.all.events, t.event(c, a, facet, front))
	}
}

// isOwn reports whether an answer is one that was given here. Anki has one at most at
// an instant, and others move on to the next.
func (t *adopter) isOwn(facet questions.FacetID, at int64) bool {
	const farthest = 50 // ms
	for _, own := range t.own[facet] {
		if own <= at && at-own <= farthest {
			return true
		}
	}
	return false
}

// event is an answer as a flashcard of this program would have been, or that the card
// was made new. Its ID is still without the learner.
func (t *adopter) event(c anki.KeptCard, a anki.KeptAnswer, facet questions.FacetID, front string) quiz.Event {
	at := a.At().In(t.now.Location())
	e := quiz.Event{ID: quiz.EventID(fmt.Sprintf("%d/%d", c.ID, a.ID)), At: at, Day: t.db.Scheduler.Day(at)}
	if a.Ease == 0 {
		e.Kind, e.About = quiz.ResetEvent, []questions.FacetID{facet}
		return e
	}
	f, _ := t.maker.Facet(facet)
	e.Kind = quiz.AnswerEvent
	e.Answer = &quiz.Answer{
		Question: fmt.Sprintf("anki-%d", c.ID), Facets: []questions.FacetID{facet}, Kind: f.Kinds[0],
		Format: questions.Flashcards, Lang: t.lang, Deck: catalogue.AllDeck, Stem: front, Given: "",
		DontKnow: a.Ease == int(fsrs.Again), Correct: a.Ease > int(fsrs.Again), Took: a.Took,
		Counts: quiz.Review, Grade: fsrs.Grade(a.Ease), Target: t.db.Scheduler.Retention,
	}
	const least = 0.5
	if c.Retention > least && c.Retention < 1 {
		e.Answer.Target = c.Retention
	}
	return e
}

// ankiProblem words what is wrong with a file of Anki.
func ankiProblem(a *app.App, path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return app.Failure(app.TextNoFile.In(a.Lang, path), "")
	case errors.Is(err, anki.ErrTooLarge):
		return app.Failure(textAnkiTooLarge.In(a.Lang, path), "")
	case errors.Is(err, anki.ErrNotAnki):
		return app.Failure(textNotAnki.In(a.Lang, path), textNotAnkiHint.In(a.Lang))
	}
	return app.Failure(app.TextNotRead.In(a.Lang, path), "")
}

// adoptionText says what would be taken.
func adoptionText(a *app.App, path string, all adoption) string {
	var text strings.Builder
	line := func(is bool, said string) {
		if is {
			fmt.Fprintln(&text, said)
		}
	}
	line(true, textAnkiFound.In(a.Lang, path, all.Notes, all.Cards, all.Reviews))
	line(all.Here > 0, "  "+textAnkiHere.In(a.Lang, all.Here))
	line(all.Future > 0, "  "+textAnkiFuture.In(a.Lang, all.Future))
	line(all.Rows > 0, "  "+textAnkiRows.In(a.Lang, all.Rows, all.Deck))
	if n := len(all.Other); n > 0 {
		const shown = 5
		fmt.Fprintln(&text, "  "+textAnkiOther.In(a.Lang, n))
		for _, front := range all.Other[:min(n, shown)] {
			fmt.Fprintln(&text, "    "+strings.Join(strings.Fields(front), " "))
		}
		line(n > shown, "    …")
	}
	return text.String()
}

var (
	textImportAnkiShort = wording.T("import cards and review history from Anki", "从 Anki 导入卡片和复习记录")
	textImportAnkiLong  = wording.T(
		`Reads an .apkg or .colpkg file of any version of Anki. Where a card's port and
service are those of the catalogue, its reviews become flashcard answers of your
own, with their own times. Other cards with a port and a name become a deck of
your own; the rest is listed. Importing again adds only what is new. For Anki's
text export use portdrill catalogue import.`,
		`读取任意版本 Anki 的 .apkg 或 .colpkg 文件。卡片的端口和服务与目录一致时，其复习记录
按原来的时间成为你的卡片作答；其他含端口和名称的卡片成为自建卡组；其余列出。再次导入只
会添加新内容。Anki 的文本导出请用 portdrill catalogue import。`,
	)
	textFlagAnkiName = wording.T("`NAME` of the deck for cards outside the catalogue", "目录之外的卡片所用的卡组`名称`")
	textAnkiFound    = wording.T("%s: %d notes; %d cards match the catalogue, with %d reviews", "%s：%d 条笔记；%d 张卡片与目录一致，含 %d 次复习")
	textAnkiHere     = wording.T("reviews made in portdrill itself, already here: %d", "本来就是在 portdrill 中的复习，已有：%d 次")
	textAnkiFuture   = wording.T("reviews dated in the future, skipped: %d", "日期在未来的复习，已略过：%d 次")
	textAnkiRows     = wording.T("%d rows for your own deck %s", "%d 行将成为自建卡组 %s")
	textAnkiOther    = wording.T("notes without a port and a service, skipped: %d", "不含端口和服务的笔记，已略过：%d 条")
	textAnkiNothing  = wording.T("there is nothing to import in %s", "%s 中没有可导入的内容")
	textAnkiDeckName = wording.T("the name %q cannot be used for a deck; choose one with --name", "%q 不能用作卡组名称；请用 --name 另起名称")
	textNotAnki      = wording.T("%s is not an Anki package", "%s 不是 Anki 的卡组包")
	textNotAnkiHint  = wording.T(
		"in Anki, export as .apkg or .colpkg; for a text export use portdrill catalogue import",
		"请在 Anki 中导出为 .apkg 或 .colpkg；文本导出请用 portdrill catalogue import",
	)
	textAnkiTooLarge = wording.T("%s is too large", "%s 太大")
)
