package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
	"portdrill/store/anki"
)

func exportAnkiCommand(a *app.App) *cobra.Command {
	var deck string
	cmd := &cobra.Command{
		Use: "anki FILE", Short: textExportAnkiShort.In(a.Lang), Long: textExportAnkiLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, toScreen := app.TerminalOf(a.Out)
			if len(args) > 1 || len(args) == 0 && toScreen || len(args) == 1 && args[0] == "-" && toScreen {
				return app.UsageProblem(textWhichAnki.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return exportAnki(cmd.Context(), a, args, deck)
		},
	}
	cmd.Flags().StringVar(&deck, "deck", "", textFlagAnkiDeck.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	a.Completes(cmd, "deck", app.ListCurated)
	return cmd
}

// exportAnki writes a deck for Anki. Without a database all its cards are new, and
// none is made to say so.
func exportAnki(ctx context.Context, a *app.App, args []string, deck string) error {
	return a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		decks, err := decksToPack(a, db, c, deck)
		if err != nil {
			return err
		}
		p := packer{App: a, db: db, maker: questions.NewMaker(c), now: a.Clock.Now(), decks: decks, all: deck == ""}
		if err := p.load(ctx); err != nil {
			return err
		}
		collection, err := p.collection()
		if err != nil {
			return err
		}
		collection.Log = func(write func(string, anki.Answer) error) error { return p.log(ctx, write) }
		err = app.WriteTo(a, args, func(w io.Writer) error { return anki.Write(w, collection) })
		if err == nil && len(p.cards) > 0 {
			a.Messages.Say(app.TextHintPrefix.In(a.Lang) + textTickProgress.In(a.Lang))
		}
		return err
	})
}

// decksToPack are the deck that is named, or those of the learner.
func decksToPack(a *app.App, db *app.DB, c *catalogue.Catalogue, key string) ([]*catalogue.Deck, error) {
	if key != "" {
		d := app.DeckNamed(c, key)
		if d == nil {
			return nil, app.UnknownDeck(a, c, key)
		}
		return []*catalogue.Deck{d}, nil
	}
	return append([]*catalogue.Deck{c.Deck(db.FirstDeck(c))}, db.FurtherDecks(c)...), nil
}

// A packer makes a collection for Anki: a note for each facet of the decks, and for
// every other one that was begun.
type packer struct {
	*app.App
	db    *app.DB
	maker *questions.Maker
	now   time.Time
	decks []*catalogue.Deck
	all   bool // that was begun, whatever its deck

	cards  map[questions.FacetID]quiz.Card
	last   map[questions.FacetID]time.Time // review
	holds  map[questions.FacetID]quiz.Hold
	first  quiz.Day                     // on which anything was begun
	packed map[questions.FacetID]string // GUIDs of notes
}

// load reads how far the learner has come.
func (p *packer) load(ctx context.Context) error {
	p.first = p.db.Scheduler.Day(p.now)
	p.cards, p.last = make(map[questions.FacetID]quiz.Card), make(map[questions.FacetID]time.Time)
	if p.db.DB == nil {
		return nil
	}
	begun, err := p.db.Cards(ctx, p.db.LearnerID)
	if err != nil {
		return err
	}
	for _, c := range begun {
		p.cards[c.Facet] = c
		p.first = min(p.first, c.Begun)
		of := store.EveryAnswer
		of.OldestFirst, of.Facets = false, []questions.FacetID{c.Facet}
		err := p.db.Answers(ctx, p.db.LearnerID, of, func(e quiz.Event) bool {
			p.last[c.Facet] = e.At
			return e.Answer.Counts != quiz.Review
		})
		if err != nil {
			return err
		}
	}
	p.holds, err = p.db.Holds(ctx, p.db.LearnerID)
	return err
}

// log writes what happened to the cards of the notes.
func (p *packer) log(ctx context.Context, write func(guid string, a anki.Answer) error) error {
	if p.db.DB == nil {
		return nil
	}
	before := make(map[questions.FacetID]quiz.Card)
	return p.db.Walk(ctx, p.db.LearnerID, func(e quiz.Event, d quiz.Derived) error {
		if e.Change != nil && e.Change.Reschedule {
			maps.Copy(before, d.Cards)
		}
		for _, facet := range e.Facets() {
			card := d.Cards[facet]
			a := anki.Answer{At: e.At, From: ankiState(before[facet].State)}
			review := e.Answer != nil && e.Answer.Counts == quiz.Review
			if review {
				a.Ease, a.Interval, a.Last = int(e.Answer.Grade), untilDue(card, e.At), untilDue(before[facet], e.At)
				a.Difficulty, a.Took = card.Memory.Difficulty, e.Answer.Took
			}
			before[facet] = card
			if guid, packed := p.packed[facet]; packed && (review || e.Kind == quiz.ResetEvent) {
				if err := write(guid, a); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// untilDue is the interval of a card that was answered at the instant.
func untilDue(c quiz.Card, at time.Time) time.Duration {
	const day = 24 * time.Hour
	switch {
	case c.State == fsrs.New:
		return 0
	case c.Days > 0:
		return time.Duration(c.Days) * day
	}
	return max(c.Due.Sub(at), time.Second)
}

func ankiState(s fsrs.State) anki.State {
	switch s {
	case fsrs.Learning:
		return anki.Learning
	case fsrs.Review:
		return anki.Review
	case fsrs.Relearning:
		return anki.Relearning
	case fsrs.New:
	}
	return anki.New
}

func (p *packer) collection() (anki.Collection, error) {
	rollover := p.db.Settings.Rollover.Truncate(time.Hour) // Anki knows whole hours
	began := time.Date(1970, 1, 1+int(p.first), int(rollover/time.Hour), 0, 0, 0, p.now.Location())
	c := anki.Collection{Created: began, Rollover: rollover, Modified: p.now, Type: p.noteType()}
	p.packed = make(map[questions.FacetID]string)
	pack := func(deck string, facets []questions.Facet) error {
		for _, f := range facets {
			if p.packed[f.ID] != "" || !slices.Contains(f.Kinds[0].Formats(), questions.Flashcards) {
				continue
			}
			p.packed[f.ID] = guid(f.ID, p.Lang)
			note, err := p.note(f, deck, len(p.packed))
			if err != nil {
				return err
			}
			c.Notes = append(c.Notes, note)
		}
		return nil
	}
	for _, d := range p.decks {
		if err := pack("portdrill::"+d.Name.In(p.Lang), p.maker.FacetsOf(d)); err != nil {
			return c, err
		}
	}
	if !p.all {
		return c, nil
	}
	return c, pack("portdrill", p.begunFacets())
}

// begunFacets are those of cards that were begun and can still be asked.
func (p *packer) begunFacets() []questions.Facet {
	var begun []questions.Facet
	for id := range p.cards {
		if f, known := p.maker.Facet(id); known {
			begun = append(begun, f)
		}
	}
	slices.SortFunc(begun, func(x, y questions.Facet) int { return cmp.Compare(x.ID, y.ID) })
	return begun
}

// note makes the note of a facet. The same facet has the same question every time:
// its choice is not left to chance.
func (p *packer) note(f questions.Facet, deck string, position int) (anki.Note, error) {
	h := fnv.New64a()
	io.WriteString(h, string(f.ID)) // never fails
	q, err := p.maker.Make(questions.Spec{
		Facet: f.ID, Kind: f.Kinds[0], Format: questions.Flashcards, Lang: p.Lang, Deck: p.decks[0].Key, Seed: h.Sum64(),
	})
	if err != nil {
		return anki.Note{}, fmt.Errorf("export %s: %w", f.ID, err)
	}
	return anki.Note{
		GUID: p.packed[f.ID], Deck: deck, Fields: []string{string(f.ID), q.Stem, q.Answers[0], q.Explanation.String()},
		Tags: []string{"portdrill", strings.ReplaceAll(f.Category, " ", "-")}, Card: p.card(f.ID, position),
	}, nil
}

// guid names a note for ever, so that importing again updates it. The languages
// are notes of their own: somebody may want both.
func guid(f questions.FacetID, lang catalogue.Lang) string {
	sum := sha256.Sum256([]byte("portdrill/" + string(f) + "/" + string(lang)))
	return "pd" + hex.EncodeToString(sum[:8])
}

func (p *packer) card(f questions.FacetID, position int) anki.Card {
	hold := p.holds[f]
	held := anki.Card{
		Position: position, Suspended: hold.Suspended,
		Buried: hold.On(p.db.Scheduler.Day(p.now)) && !hold.Suspended,
	}
	card, begun := p.cards[f]
	if !begun {
		return held
	}
	steps := p.db.Settings.Learning
	if card.State == fsrs.Relearning {
		steps = p.db.Settings.Relearning
	}
	model := p.db.Scheduler.Model
	return anki.Card{
		State: ankiState(card.State), Suspended: held.Suspended, Buried: held.Buried,
		Due: card.Due, DueDay: int(card.DueDay - p.first), Interval: max(card.Days, 1), Steps: max(len(steps)-card.Step, 1),
		Reps: card.Reviews, Lapses: card.Lapses, Retention: card.Target, LastReview: p.last[f],
		Memory: anki.Memory{Stability: card.Memory.Stability, Difficulty: card.Memory.Difficulty, Decay: model.Decay()},
	}
}

// Note types have a fixed ID and time for each language: with them Anki knows its
// own again, and keeps what somebody has changed in the look of cards.
const (
	noteTypeEN = 1764086400000
	noteTypeZH = 1764086400001
)

func (p *packer) noteType() anki.NoteType {
	id := int64(noteTypeEN)
	if p.Lang == catalogue.Chinese {
		id = noteTypeZH
	}
	names := p.Words(app.TextColumnCard, textAnkiFront, textAnkiBack, textAnkiWhy)
	field := func(i int) string { return "{{" + names[i] + "}}" }
	return anki.NoteType{
		ID: id, Modified: time.UnixMilli(noteTypeEN), Name: textAnkiType.In(p.Lang), Fields: names,
		Front: field(1),
		Back:  "{{FrontSide}}<hr id=answer><b>" + field(2) + "</b><p class=why>" + field(3) + "</p>",
		CSS:   ".card{font-family:sans-serif;font-size:22px;text-align:center}.why{font-size:16px}",
	}
}

var (
	textExportAnkiShort = wording.T("export a deck for Anki, with schedule and history", "导出 Anki 卡组，含排期和复习记录")
	textExportAnkiLong  = wording.T(
		`Writes an .apkg file in the language of --lang, with all cards of the deck.
For schedule and history, tick "Import any learning progress" in Anki.
Importing it again updates the notes; Anki keeps its own schedule.`,
		`按 --lang 的语言写出 .apkg 文件，包含卡组的全部卡片。要带上排期和复习记录，请在
Anki 导入时勾选“导入所有学习进度信息”。再次导入会更新笔记而不会重复；排期以
Anki 中的为准。`,
	)
	// As Anki names it since version 23.10 (importing-also-import-progress).
	textTickProgress = wording.T(
		`when you import it in Anki, tick "Import any learning progress" to get schedule and history`,
		"在 Anki 中导入时，请勾选“导入所有学习进度信息”，否则排期和记录不会导入",
	)
	textFlagAnkiDeck = wording.T(
		"only this `DECK` (default: your decks and all started cards)",
		"只导出此`卡组`（默认：你的卡组及全部已学卡片）",
	)
	textAnkiFront = wording.T("front", "正面")
	textAnkiBack  = wording.T("back", "背面")
	textAnkiWhy   = wording.T("explanation", "解释")
	textAnkiType  = wording.T("portdrill", "portdrill（中文）")
	textWhichAnki = wording.T(
		"which file should be written? for example ports.apkg, or - for standard output",
		"请指定要写入的文件，例如 ports.apkg；- 表示标准输出",
	)
)
