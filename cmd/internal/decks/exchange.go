package decks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/cmd/internal/workbook"
	"portdrill/questions"
	"portdrill/questions/bank"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/questions/catalogue/exchange/tabular"
)

func checkCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:               "check FILE",
		ValidArgsFunction: a.Completion(app.One(app.ListFiles)),
		Short:             textCheckShort.In(a.Lang),
		Long:              textCheckLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(textWhichFile.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return runCheck(a, args[0])
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

// runCheck reports everything that is wrong with a file, or at odds with the
// catalogue, and changes nothing. Errors make it fail, warnings do not.
func runCheck(a *app.App, path string) error {
	c := catalogue.Builtin()
	list, err := readDeck(a, c, path, nil)
	if err != nil {
		return err
	}
	for _, p := range list.Problems {
		if err := showProblem(a, path, p); err != nil {
			return err
		}
	}
	switch bad := errorsIn(list.Problems); {
	case len(list.Deck.Rows) == 0:
		return app.Failure(textNotReadable.In(a.Lang, path), "")
	case bad > 0:
		return app.Failure(
			textPartlyReadable.In(
				a.Lang,
				path,
				textRows.In(a.Lang, len(list.Deck.Rows)),
				textProblems.In(a.Lang, bad),
			),
			textSkipBadHint.In(a.Lang),
		)
	}
	said := textReadable.In(a.Lang, path, len(list.Deck.Rows), len(list.Problems))
	fmt.Fprintln(a.Err, terminal.Visible(said, false))
	return nil
}

// errorsIn counts the errors, also those that are not listed.
func errorsIn(problems []exchange.Problem) int {
	n := 0
	for _, p := range problems {
		if p.Severity == exchange.Error {
			n++
		}
		if p.Code == exchange.MoreProblems && n > 0 {
			n += p.Count
		}
	}
	return n
}

// readDeck reads a list and returns all that is wrong with it, or at odds with the
// catalogue, by line.
func readDeck(a *app.App, c *catalogue.Catalogue, path string, columns exchange.Columns) (exchange.Reading, error) {
	f, err := os.Open(path)
	if err != nil {
		return exchange.Reading{}, unreadable(a, path, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, exchange.MaxSize+1))
	if err != nil {
		return exchange.Reading{}, unreadable(a, path, err)
	}
	list := exchange.ReadColumns(path, data, columns)
	if tabular.KindOf(data) == tabular.Workbook && len(data) <= exchange.MaxSize {
		if sheets, _, err := workbook.Sheets(data); err == nil {
			list = exchange.ReadSheets(path, sheets, columns)
		}
	}
	list.Problems = append(list.Problems, exchange.Check(c, list.Deck)...)
	slices.SortStableFunc(list.Problems, func(p, q exchange.Problem) int { return p.Line - q.Line })
	return list, nil
}

func unreadable(a *app.App, path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return app.Failure(app.TextNoFile.In(a.Lang, path), "")
	case errors.Is(err, fs.ErrPermission):
		return app.Failure(app.TextNoPermission.In(a.Lang, path), "")
	}
	return app.Failure(textNotReadable.In(a.Lang, path), "")
}

func showProblem(a *app.App, path string, p exchange.Problem) error {
	e := problemEntry{path, p.Line, p.Column, p.Severity.String(), string(p.Code), p.In(a.Lang)}
	if a.JSON {
		return a.PrintJSON(e)
	}
	return a.Print(problemText(a, path, p))
}

// problemText is a line as compilers write it, so that editors find the place.
func problemText(a *app.App, path string, p exchange.Problem) string {
	place := path
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", path, p.Line, p.Column)
	}
	severity := textWarning
	if p.Severity == exchange.Error {
		severity = textError
	}
	return fmt.Sprintf("%s: %s: %s\n", place, severity.In(a.Lang), p.In(a.Lang))
}

type exportFlags struct {
	as    string
	count int
}

// exports are the forms that a deck can be written in. Those for teachers hold
// questions about it.
var exports = []string{"csv", "json", "markdown", "gift", "moodle"}

func exportCommand(a *app.App) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:     "export DECK",
		Short:   textExportShort.In(a.Lang),
		Example: textExportExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.ToRead(ctx, func(db *app.DB) error { return runExport(ctx, a, db, args, f) })
		},
	}
	cmd.Flags().StringVar(&f.as, "as", exports[0], textFlagAs.In(a.Lang))
	cmd.Flags().IntVar(&f.count, "count", 40, textFlagBankCount.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListDeckNames))
	a.Completes(cmd, "as", app.Fixed(exports...))
	return cmd
}

func runExport(ctx context.Context, a *app.App, db *app.DB, args []string, f exportFlags) error {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return app.UsageProblem(textWhichDeck.In(a.Lang), a.Known(app.TextKnownDecks, app.DeckKeys(c)))
	}
	d := app.DeckNamed(c, args[0])
	switch {
	case d == nil:
		return app.UnknownDeck(a, c, args[0])
	case f.count < 1:
		return app.UsageProblem(app.TextNotPositive.In(a.Lang, "count", 1, f.count), "")
	}
	rows, err := rowsOf(ctx, db, c, d)
	if err != nil {
		return err
	}
	switch f.as {
	case "csv":
		// With a byte order mark, without which Excel garbles Chinese.
		if err = a.Print("\uFEFF"); err == nil {
			err = exchange.WriteCSV(a.Out, rows)
		}
	case "json":
		err = exchange.WriteJSON(a.Out, rows)
	case "markdown":
		err = exchange.WriteMarkdown(a.Out, rows)
	case "gift":
		err = exportBank(a, c, d, f.count, bank.WriteGIFT)
	case "moodle":
		err = exportBank(a, c, d, f.count, bank.WriteMoodleXML)
	default:
		return app.UsageProblem(
			textUnknownExport.In(a.Lang, f.as),
			a.Known(app.TextKnownFormats, app.NearestFirst(f.as, exports)),
		)
	}
	return err
}

// rowsOf is the deck as a list of ports: one of one's own as it was imported.
func rowsOf(
	ctx context.Context, db *app.DB, c *catalogue.Catalogue, d *catalogue.Deck,
) (exchange.Deck, error) {
	switch {
	case d.Key == catalogue.IANADeck:
		return registryRows()
	case d.Own:
		all, err := db.Decks(ctx)
		if err != nil {
			return exchange.Deck{}, err
		}
		for _, own := range all {
			if own.Key == d.Key {
				return own.Deck, nil
			}
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
func exportBank(
	a *app.App,
	c *catalogue.Catalogue,
	d *catalogue.Deck,
	count int,
	write func(io.Writer, []*questions.Question) error,
) error {
	m := questions.NewMaker(c)
	draw := m.Draw(d, questions.Kinds(), "", a.Lang, a.SeedOrChance())
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
	return write(a.Out, qs)
}

var (
	textWhichFile      = wording.T("which file should be checked?", "请指定要检查的文件")
	textNotReadable    = wording.T("cannot read %s as a list of ports", "%s 不是可读取的端口清单")
	textPartlyReadable = wording.T("%s: %s can be read, the rest cannot because of %s", "%s：可读取 %s；其余因 %s 无法读取")
	textRows           = wording.N("%d row", "%d rows", "%d 行")
	textProblems       = wording.N("%d problem", "%d problems", "%d 个问题")
	textReadable       = wording.T("%s: %d rows, %d problems", "%s：%d 行，%d 个问题")
	textWarning        = wording.T("warning", "警告")
	textError          = wording.T("error", "错误")
	textUnknownExport  = wording.T("unknown format %q", "没有名为 %q 的格式")
	textCheckShort     = wording.T("check a list of ports for mistakes", "检查端口清单中的错误")
	textCheckLong      = wording.T(
		`Reads a list of ports (CSV, TSV, xlsx, Markdown tables, JSON, /etc/services, IANA's
CSV, lines such as "ssh:22", or a list as in a blog post) and reports mistakes and
differences from the catalogue. Nothing is changed.`,
		`读取端口清单（CSV、TSV、xlsx、Markdown 表格、JSON、/etc/services、IANA 的 CSV、
“ssh:22”这样的行，或博客那样的列表），指出其中的错误以及与目录不符之处，不作任何改动。`,
	)
	textExportShort    = wording.T("export a deck as a table or a question bank", "把卡组导出为表格或题库")
	textExportExamples = wording.T(
		`  portdrill catalogue export ccna --as csv > ccna.csv
  portdrill catalogue export seed --as moodle --count 60 --lang zh > bank.xml`,
		`  portdrill catalogue export ccna --as csv > ccna.csv
  portdrill catalogue export seed --as moodle --count 60 --lang zh > bank.xml`,
	)
	textFlagAs = wording.T(
		"`FORMAT`: csv, json, markdown, gift or moodle",
		"导出`格式`：csv、json、markdown、gift 或 moodle",
	)
	textFlagBankCount = wording.T("`N` questions, for gift and moodle", "出 `N` 题，用于 gift 和 moodle")
)
