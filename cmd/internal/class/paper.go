package class

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
	"portdrill/store"
)

// Defaults of what is printed. Seeds by chance have few digits, for people to type.
const (
	paperCount  = 20
	paperCopies = 30
	shortSeeds  = 1_000_000
)

type paperFlags struct {
	askFlags
	copies int
	cards  bool
}

func paperCommand(a *app.App) *cobra.Command {
	var f paperFlags
	cmd := &cobra.Command{
		Use: "paper [FILE]", Short: textPaperShort.In(a.Lang), Long: textPaperLong.In(a.Lang),
		Example: textPaperExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.NoArguments(cmd, args[1:])
			}
			return runPaper(cmd.Context(), a, f, args)
		},
	}
	f.add(a, cmd, paperCount, textFlagPaperFormat)
	cmd.Flags().IntVar(&f.copies, "copies", paperCopies, textFlagCopies.In(a.Lang))
	cmd.Flags().BoolVar(&f.cards, "cards", false, textFlagCards.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	cmd.AddCommand(paperMarkCommand(a))
	return cmd
}

// check reports flags that nothing can be printed by.
func (f paperFlags) check(a *app.App) error {
	for _, n := range []struct {
		flag       string
		value, top int
	}{{"count", f.count, room.MostQuestions}, {"copies", f.copies, room.MostCopies}} {
		if n.value < 1 || n.value > n.top {
			return app.UsageProblem(textNotBetween.In(a.Lang, n.flag, 1, n.top, n.value), "")
		}
	}
	if format := questions.Format(f.format); format != "" && !hasLetters(format) {
		return app.UsageProblem(textNoLetters.In(a.Lang, f.format), a.Known(app.TextKnownFormats, []string{"choice", "boolean"}))
	}
	return nil
}

// hasLetters reports whether questions in the format are answered by one letter.
func hasLetters(f questions.Format) bool { return f == questions.Choice || f == questions.Boolean }

// runPaper writes what is to be printed. Sheets are kept before they are written, so that
// whatever is handed out can be marked.
func runPaper(ctx context.Context, a *app.App, f paperFlags, to []string) error {
	if err := f.check(a); err != nil {
		return err
	}
	if f.seed = a.SeedOrChance(); !a.HasSeed() {
		f.seed %= shortSeeds
	}
	open := a.WithDB
	if f.cards { // of which nothing is kept
		open = a.ToRead
	}
	return open(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		m := questions.NewMaker(c)
		f.deck = cmp.Or(f.deck, db.FirstDeck(c))
		if f.cards {
			return printCards(a, m, f, to)
		}
		release, err := a.TakeConsole()
		if err != nil {
			return err
		}
		specs, err := questionSet(a, db, m, nil, f.askFlags)
		release()
		if err != nil || specs == nil {
			return err
		}
		set, err := newPaperSet(a, m, specs, f)
		if err != nil {
			return err
		}
		if err := set.keep(ctx, db.DB, a.Clock.Now()); err != nil {
			return err
		}
		if len(to) == 0 {
			to = []string{"paper-" + set.code + ".html"}
		}
		if err := app.WriteTo(a, to, func(w io.Writer) error { return set.print(a, w, f.copies) }); err != nil {
			return err
		}
		a.Messages.Say(textPaperMarkHint.In(a.Lang, set.code))
		return nil
	})
}

// A paperSet is a set of questions that is printed.
type paperSet struct {
	code  string
	asked []room.Asked
	kept  []store.RoomQuestion
	items []room.Item
	deck  string // its name
	memo  paperMemo
}

// A paperMemo is what is kept of a set beside its questions.
type paperMemo struct {
	Copies  int    `json:"copies"` // that were printed
	Command string `json:"command"`
}

func newPaperSet(a *app.App, m *questions.Maker, specs []questions.Spec, f paperFlags) (s paperSet, err error) {
	sum := sha256.New()
	fmt.Fprintln(sum, f.seed)
	for i, spec := range specs {
		q, err := m.Make(spec)
		if err != nil {
			return s, err
		}
		if !hasLetters(q.Format) || len(q.Options) > room.MostLetters {
			return s, app.Failure(textNotByLetter.In(a.Lang, i+1, q.Stem), textNotByLetterHint.In(a.Lang))
		}
		asked := room.Asked{
			ID: room.QuestionID(strconv.Itoa(i + 1)), Question: q, Area: cmp.Or(questions.AreaOf(m.Catalogue(), q), "range"),
		}
		kept := store.QuestionOf(asked, spec)
		s.asked, s.kept, s.items = append(s.asked, asked), append(s.kept, kept), append(s.items, kept.Item())
		fmt.Fprintln(sum, q.ID, q.Answers[0])
	}
	s.code = paperCode(sum.Sum(nil))
	s.deck = deckTitle(a, m, f)
	s.memo = paperMemo{f.copies, f.command(a)}
	return s, nil
}

// deckTitle is what a set is called: by its file, or the deck that it was drawn from.
func deckTitle(a *app.App, m *questions.Maker, f paperFlags) string {
	if deck := app.DeckNamed(m.Catalogue(), f.deck); f.set == "" && deck != nil {
		return deck.Name.In(a.Lang)
	}
	return textPaperTitle.In(a.Lang)
}

// command is the command that prints the set again.
func (f paperFlags) command(a *app.App) string {
	words := []string{"portdrill paper"}
	if f.set != "" {
		words = append(words, "--set", strconv.Quote(f.set))
	} else {
		words = append(words, "--deck", f.deck, "--count", strconv.Itoa(f.count))
		for _, flag := range [][2]string{{"--kind", f.kind}, {"--format", f.format}, {"--mix", f.mix}} {
			if flag[1] != "" {
				words = append(words, flag[0], flag[1])
			}
		}
	}
	words = append(words, "--copies", strconv.Itoa(f.copies), "--seed", strconv.FormatUint(f.seed, 10), "--lang", string(a.Lang))
	return strings.Join(words, " ")
}

// paperCodeLength is how many characters the code of a set has: of 31 characters, some 850
// billion codes.
const paperCodeLength = 8

// paperCode is the code of what has the hash.
func paperCode(hash []byte) string {
	n, signs := new(big.Int).SetBytes(hash), big.NewInt(int64(len(classroom.CodeSigns)))
	code := make([]byte, paperCodeLength)
	for i := range code {
		var sign big.Int
		n.DivMod(n, signs, &sign)
		code[i] = classroom.CodeSigns[sign.Int64()]
	}
	return string(code)
}

// paperSets is the namespace of the identities of sets, which follow from their codes.
var paperSets = uuid.MustParse("0f4d1c52-97f0-4b7c-9f6a-6a8a3d1f2b77")

// keep keeps the set as a session that nobody plays, for ever. A set that is printed again
// is kept once.
func (s paperSet) keep(ctx context.Context, db *store.DB, now time.Time) error {
	before, err := paperRooms(ctx, db, s.code)
	if err != nil {
		return err
	}
	memo := s.memo
	if before.set != nil {
		old, err := memoOfPaper(*before.set)
		if err != nil || old.Copies >= memo.Copies {
			return err
		}
	}
	text, err := json.Marshal(memo)
	if err != nil {
		return err
	}
	if before.set != nil {
		return db.KeepHost(ctx, before.set.ID, string(text))
	}
	id := uuid.NewSHA1(paperSets, []byte(s.code)).String()
	err = db.AddRoom(ctx, store.Room{
		ID: id, Code: s.code, Host: string(text), Settings: room.Settings{Pace: room.OnPaper, Scoring: room.ByAccuracy},
		State: room.State{Phase: room.Lobby}, Created: now,
	}, s.kept)
	if err == nil {
		_, err = db.EndRoom(ctx, id, now) // so that no host resumes it
	}
	return err
}

// keptPaper is what a database has of a code.
type keptPaper struct {
	set      *store.Room  // nil if it was not printed from this database
	sessions []store.Room // in which it was marked, the latest first
}

func paperRooms(ctx context.Context, db *store.DB, code string) (kept keptPaper, err error) {
	all, err := db.Rooms(ctx, "")
	for i, r := range all {
		switch {
		case r.Settings.Pace != room.OnPaper || r.Code != code:
		case r.State.Phase == room.Lobby:
			kept.set = &all[i]
		default:
			kept.sessions = append(kept.sessions, r)
		}
	}
	return kept, err
}

func memoOfPaper(r store.Room) (m paperMemo, err error) {
	if err := json.Unmarshal([]byte(r.Host), &m); err != nil {
		return m, fmt.Errorf("read the questions on paper: %w", err)
	}
	return m, nil
}

// printCards writes flash cards.
func printCards(a *app.App, m *questions.Maker, f paperFlags, to []string) error {
	c := m.Catalogue()
	deck := app.DeckNamed(c, f.deck)
	if deck == nil {
		return app.UnknownDeck(a, c, f.deck)
	}
	kinds, err := app.KindsWanted(a, f.kind, string(questions.Flashcards))
	if err != nil {
		return err
	}
	draw := m.Draw(deck, kinds, questions.Flashcards, a.Lang, f.seed)
	if f.kind == "" {
		draw.Follow(deck.Blueprint)
	}
	var cards []*questions.Question
	seen := make(map[string]bool)
	const tries = 10 // for each; a small deck has no more
	for n := 0; n < tries*f.count && len(cards) < f.count; n++ {
		q, err := draw.Next()
		if err != nil {
			return app.NothingToAsk(a, m, f.kind, f.deck)
		}
		if !seen[q.ID] {
			seen[q.ID] = true
			cards = append(cards, q)
		}
	}
	if len(to) == 0 {
		to = []string{"cards-" + deck.Key + ".html"}
	}
	return app.WriteTo(a, to, func(w io.Writer) error {
		return writeCards(a, w, deck.Name.In(a.Lang), cards)
	})
}

var (
	textPaperShort = wording.T("print tests and flash cards; mark what was written", "打印试卷和单词卡，录入并批改答卷")
	textPaperLong  = wording.T(
		`Writes one HTML file to print from a browser, on A4 or Letter: numbered copies, each
with the questions and options in an order of its own, then the key of every copy. The
code on the sheets names the set; it is kept in the database, so that papers can be
marked years later. With the same seed the file is the same. --cards writes flash cards
to cut out instead: print them double-sided, flipped on the long edge.`,
		`写出一个网页文件，用浏览器打印（A4 或 Letter）：每份试卷有编号，题目和选项顺序各不
相同，最后是每份的答案。试卷上的代码代表这套题，题目存入数据库，多年后仍可批改。种子
相同，文件也相同。加 --cards 则写出可裁剪的单词卡：双面打印，沿长边翻转。`,
	)
	textPaperExamples = wording.T(
		"  portdrill paper --deck ccna --count 20 --copies 30\n  portdrill paper mark K7M2QX4P answers.csv --class net-1\n  portdrill paper --cards --deck network-plus --count 40",
		"  portdrill paper --deck ccna --count 20 --copies 30\n  portdrill paper mark K7M2QX4P 答卷.csv --class 网络1班\n  portdrill paper --cards --deck network-plus --count 40",
	)
	textFlagPaperFormat = wording.T("`FORMAT`: choice or boolean", "作答`方式`：choice 或 boolean")
	textFlagCopies      = wording.T("`N` copies", "打印 `N` 份")
	textFlagCards       = wording.T("flash cards instead of a test", "打印单词卡而不是试卷")
	textNoLetters       = wording.T("paper does not support the format %q", "试卷不支持作答方式 %q")
	textNotByLetter     = wording.T("question %d cannot be answered by a letter: %s", "第 %d 题不能用字母作答：%s")
	textNotByLetterHint = wording.T("paper takes questions of the formats choice and boolean", "试卷只用 choice 和 boolean 两种题目")
	textPaperTitle      = wording.T("Ports", "端口测验")
	textPaperMarkHint   = wording.T("To mark the papers: portdrill paper mark %s", "批改答卷：portdrill paper mark %s")
)
