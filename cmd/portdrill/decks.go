package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/bank"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "check FILE",
		ValidArgsFunction: one(listFiles),
		Short:             wording.CheckShort.In(a.lang),
		Long:              wording.CheckLong.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageProblem(wording.WhichFile.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.check(args[0])
		},
	}
}

// A problemEntry is something wrong with a file.
type problemEntry struct {
	File     string `json:"file"`
	Line     int    `json:"line"`   // from 1; 0 if it is about no place
	Column   int    `json:"column"` // in characters, from 1
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// check reports everything that is wrong with a file, or at odds with the
// catalogue, and changes nothing. Errors make it fail, warnings do not.
func (a *app) check(path string) error {
	c, err := builtin()
	if err != nil {
		return err
	}
	deck, problems, err := a.readDeck(c, path)
	if err != nil {
		return err
	}
	for _, p := range problems {
		if err := a.showProblem(path, p); err != nil {
			return err
		}
	}
	if exchange.Failed(problems) {
		return problem{wording.NotReadable.In(a.lang, path), "", exitFailed}
	}
	fmt.Fprintln(a.err, wording.Readable.In(a.lang, path, len(deck.Rows), len(problems)))
	return nil
}

// readDeck reads a list and returns all that is wrong with it or, if it can be
// read, at odds with the catalogue, by line.
func (a *app) readDeck(c *catalogue.Catalogue, path string) (exchange.Deck, []exchange.Problem, error) {
	f, err := os.Open(path)
	if err != nil {
		return exchange.Deck{}, nil, a.unreadable(path, err)
	}
	defer f.Close()
	deck, problems, err := exchange.ReadFrom(path, f)
	if err != nil {
		return exchange.Deck{}, nil, a.unreadable(path, err)
	}
	if !exchange.Failed(problems) {
		problems = append(problems, exchange.Check(c, deck)...)
		slices.SortStableFunc(problems, func(p, q exchange.Problem) int { return p.Line - q.Line })
	}
	return deck, problems, nil
}

func (a *app) unreadable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return problem{wording.NoFile.In(a.lang, path), "", exitFailed}
	case errors.Is(err, fs.ErrPermission):
		return problem{wording.NoPermission.In(a.lang, path), "", exitFailed}
	}
	return problem{wording.NotReadable.In(a.lang, path), "", exitFailed}
}

func (a *app) showProblem(path string, p exchange.Problem) error {
	e := problemEntry{path, p.Line, p.Column, p.Severity.String(), string(p.Code), p.In(a.lang)}
	if a.json {
		return a.writeJSON(e)
	}
	return a.write(a.problemText(path, p))
}

// problemText is a line as compilers write it, so that editors find the place.
func (a *app) problemText(path string, p exchange.Problem) string {
	place := path
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", path, p.Line, p.Column)
	}
	severity := wording.Warning
	if p.Severity == exchange.Error {
		severity = wording.Error
	}
	return fmt.Sprintf("%s: %s: %s\n", place, severity.In(a.lang), p.In(a.lang))
}

type exportFlags struct {
	as    string
	count int
}

// exports are the forms that a deck can be written in. Those for teachers hold
// questions about it.
var exports = []string{"csv", "json", "markdown", "gift", "moodle"}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:     "export DECK",
		Short:   wording.ExportShort.In(a.lang),
		Example: wording.ExportExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.everything(cmd.Context())
			if err != nil {
				return err
			}
			if len(args) != 1 {
				return usageProblem(wording.WhichDeck.In(a.lang), a.known(wording.KnownDecks, deckKeys(c)))
			}
			return a.export(c, args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.as, "as", exports[0], wording.FlagAs.In(a.lang))
	cmd.Flags().IntVar(&f.count, "count", 40, wording.FlagBankCount.In(a.lang))
	cmd.ValidArgsFunction = one(a.listDeckNames)
	completes(cmd, "as", fixed(exports...))
	return cmd
}

func (a *app) export(c *catalogue.Catalogue, name string, f exportFlags) error {
	d := c.Deck(name)
	switch {
	case d == nil:
		return a.unknownDeck(c, name)
	case f.count < 1:
		return usageProblem(wording.NotPositive.In(a.lang, "count", 1, f.count), "")
	}
	rows, err := a.rowsOf(c, d)
	if err != nil {
		return err
	}
	switch f.as {
	case "csv":
		// With a byte order mark, without which Excel garbles Chinese.
		if err = a.write("\uFEFF"); err == nil {
			err = exchange.WriteCSV(a.out, rows)
		}
	case "json":
		err = exchange.WriteJSON(a.out, rows)
	case "markdown":
		err = exchange.WriteMarkdown(a.out, rows)
	case "gift":
		err = a.exportBank(c, d, f.count, bank.WriteGIFT)
	case "moodle":
		err = a.exportBank(c, d, f.count, bank.WriteMoodleXML)
	default:
		return usageProblem(wording.UnknownExport.In(a.lang, f.as), a.known(wording.KnownFormats, nearestFirst(f.as, exports)))
	}
	return err
}

// rowsOf is the deck as a list of ports: one of one's own as it was imported.
func (a *app) rowsOf(c *catalogue.Catalogue, d *catalogue.Deck) (exchange.Deck, error) {
	if d.Key == catalogue.IANADeck {
		return registryRows()
	}
	for _, own := range a.own {
		if own.Key == d.Key {
			return own.Deck, nil
		}
	}
	deck := exchange.Deck{Name: d.Key}
	for _, s := range c.InDeck(d) {
		deck.Rows = append(deck.Rows, exchange.Row{
			Port: s.Port, Transports: s.Transports, Service: s.Key, Name: s.Name, Description: s.Description, Aliases: s.Aliases,
		})
	}
	return deck, nil
}

// registryRows is the registry as a list of ports.
func registryRows() (exchange.Deck, error) {
	registry, err := catalogue.IANA()
	if err != nil {
		return exchange.Deck{}, err
	}
	deck := exchange.Deck{Name: catalogue.IANADeck}
	for i := range registry.Len() {
		e := registry.Entry(i)
		deck.Rows = append(deck.Rows, exchange.Row{
			Port: e.Port, Transports: []catalogue.Transport{e.Transport}, Service: e.Service,
			Description: catalogue.Text{EN: e.Description},
		})
	}
	return deck, nil
}

// exportBank writes questions about the deck that a question bank can hold.
func (a *app) exportBank(c *catalogue.Catalogue, d *catalogue.Deck, count int, write func(io.Writer, []*questions.Question) error) error {
	m := questions.NewMaker(c)
	draw := m.Draw(d, questions.Kinds(), "", a.lang, a.seedOrChance())
	var qs []*questions.Question
	for len(qs) < count {
		q, err := draw.Next()
		if err != nil {
			return err
		}
		if bank.Takes(q.Format) {
			qs = append(qs, q)
		}
	}
	return write(a.out, qs)
}
