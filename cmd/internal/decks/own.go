package decks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/store"
)

type importFlags struct {
	app.TakeFlags
	name    string
	replace bool
}

func importCommand(a *app.App) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:     "import FILE",
		Short:   textImportShort.In(a.Lang),
		Long:    textImportLong.In(a.Lang),
		Example: textImportExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(
					app.TextWhichImport.In(a.Lang),
					app.TextUsageHint.In(a.Lang, cmd.CommandPath()),
				)
			}
			return runImport(cmd.Context(), a, args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.name, "name", "", textFlagDeckName.In(a.Lang))
	cmd.Flags().BoolVar(&f.replace, "replace", false, textFlagReplace.In(a.Lang))
	f.Add(a, cmd, "port=1,service=3")
	cmd.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
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
	Bad      int    `json:"bad,omitempty"` // problems that keep rows from being read
}

// runImport keeps the file as a deck of one's own, once the preview is agreed to.
func runImport(ctx context.Context, a *app.App, path string, f importFlags) error {
	c := catalogue.Builtin()
	var columns exchange.Columns
	if f.Columns != "" {
		var err error
		if columns, err = exchange.ParseColumns(f.Columns); err != nil {
			return app.UsageProblem(
				app.TextBadFlagValue.In(a.Lang, "columns", f.Columns),
				textPortColumnsHint.In(a.Lang),
			)
		}
	}
	list, err := readDeck(a, c, path, columns)
	if err != nil {
		return err
	}
	for _, p := range list.Problems {
		fmt.Fprint(a.Err, terminal.Visible(problemText(a, path, p), false))
	}
	deck := list.Deck
	if len(deck.Rows) == 0 {
		return app.Failure(textNotImported.In(a.Lang, path), "")
	}
	deck.Name = cmp.Or(f.name, deck.Name)
	key, err := newDeckKey(a, c, deck.Name)
	if err != nil {
		return err
	}
	bad := errorsIn(list.Problems)
	if !a.JSON {
		if err := f.Preview(a, deckPreview(a, path, list)); err != nil {
			return err
		}
	} else if f.DryRun {
		return a.PrintJSON(importedEntry(c, key, deck, bad))
	}
	refusal := app.Failure(textNotImported.In(a.Lang, path), textSkipBadHint.In(a.Lang))
	taken, err := f.Agreed(a, bad > 0 && !f.SkipBad, refusal)
	if err != nil || !taken {
		return err
	}
	replaced, err := keepDeck(ctx, a, store.Deck{Key: key, Deck: deck}, f.replace)
	if err != nil {
		return err
	}
	return showImported(a, c, key, deck, bad, replaced)
}

// previewRows is how many rows a preview shows.
const previewRows = 5

// deckPreview says what was understood of a file, with its first rows.
func deckPreview(a *app.App, path string, list exchange.Reading) string {
	var text strings.Builder
	fmt.Fprintln(
		&text,
		textDeckPreview.In(
			a.Lang,
			path,
			textRows.In(a.Lang, len(list.Deck.Rows)),
			textProblems.In(a.Lang, errorsIn(list.Problems)),
		),
	)
	if h := list.Headings; h["port"] != "" && h["service"] != "" {
		fmt.Fprintln(&text, "  "+textDeckColumns.In(a.Lang, h["port"], h["service"]))
	}
	for _, row := range list.Deck.Rows[:min(previewRows, len(list.Deck.Rows))] {
		s := catalogue.Service{Port: row.Port, Transports: row.Transports}
		fmt.Fprintf(&text, "  %s  %s\n", terminal.Pad(s.Socket(), 12), row.Service)
	}
	if more := len(list.Deck.Rows) - previewRows; more > 0 {
		fmt.Fprintln(&text, "  "+textLookupMore.In(a.Lang, more))
	}
	return text.String()
}

// newDeckKey makes the key of a deck from its name, and refuses those that would
// be taken for something else.
func newDeckKey(a *app.App, c *catalogue.Catalogue, name string) (string, error) {
	key := catalogue.DeckKey(name)
	switch {
	case key == "":
		return "", app.UsageProblem(textNoDeckKey.In(a.Lang, name), textNameHint.In(a.Lang))
	case c.Deck(key) != nil || catalogue.Reserved(key):
		return "", app.UsageProblem(textBuiltinDeck.In(a.Lang, key), textNameHint.In(a.Lang))
	}
	return key, nil
}

func keepDeck(ctx context.Context, a *app.App, d store.Deck, replace bool) (replaced bool, err error) {
	err = a.WithDB(ctx, func(db *app.DB) error {
		replaced, err = db.ImportDeck(ctx, d, replace, a.Clock.Now())
		return err
	})
	if errors.Is(err, store.ErrDeckExists) {
		err = app.Failure(textDeckExists.In(a.Lang, d.Key), textReplaceHint.In(a.Lang))
	}
	return replaced, err
}

// importedEntry says what a deck holds.
func importedEntry(c *catalogue.Catalogue, key string, deck exchange.Deck, bad int) importEntry {
	own := exchange.Join(c, key, deck)
	e := importEntry{
		Deck:     key,
		Name:     deck.Name,
		Rows:     len(deck.Rows),
		Services: len(own.Members) + len(own.Services),
		Bad:      bad,
	}
	for _, row := range deck.Rows {
		if row.Differs(c) {
			e.Own++
		}
	}
	return e
}

func showImported(a *app.App, c *catalogue.Catalogue, key string, deck exchange.Deck, bad int, replaced bool) error {
	e := importedEntry(c, key, deck, bad)
	e.Replaced = replaced
	if a.JSON {
		return a.PrintJSON(e)
	}
	return a.Print(textImported.In(a.Lang, key, e.Rows, e.Rows-e.Own, e.Own) + "\n" +
		textImportedHint.In(a.Lang, key) + "\n")
}

func removeCommand(a *app.App) *cobra.Command {
	var undo bool
	cmd := &cobra.Command{
		Use:   "remove DECK",
		Short: textRemoveShort.In(a.Lang),
		Long:  textRemoveLong.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.UsageProblem(textWhichRemove.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return removeDeck(cmd.Context(), a, args[0], undo)
		},
	}
	cmd.Flags().BoolVar(&undo, "undo", false, textFlagUndoRemove.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(listOwnDecks))
	return cmd
}

// removeDeck takes a deck of one's own away, or brings it back. Answers to it
// stay either way.
func removeDeck(ctx context.Context, a *app.App, name string, undo bool) error {
	c := catalogue.Builtin()
	key := catalogue.DeckKey(name)
	if c.Deck(key) != nil {
		return app.UsageProblem(textBuiltinDeck.In(a.Lang, key), "")
	}
	if !a.Exists() {
		return app.UsageProblem(textNoOwnDeck.In(a.Lang, name), "")
	}
	change, done := (*store.DB).RemoveDeck, textRemoved
	if undo {
		change, done = (*store.DB).RestoreDeck, textBroughtBack
	}
	err := a.WithDB(ctx, func(db *app.DB) error {
		err := change(db.DB, ctx, key, a.Clock.Now())
		if errors.Is(err, store.ErrNoDeck) {
			return noOwnDeck(ctx, a, db, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.Print(done.In(a.Lang, key) + "\n")
}

func noOwnDeck(ctx context.Context, a *app.App, db *app.DB, name string) error {
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
		hint = a.Known(app.TextKnownDecks, app.NearestFirst(name, keys))
	}
	return app.UsageProblem(textNoOwnDeck.In(a.Lang, name), hint)
}

func listOwnDecks(a *app.App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	for _, d := range app.OwnDecks(cmd.Context(), a) {
		all = append(all, app.Described(d.Key, d.Name))
	}
	return all, app.KeepOrder
}

var (
	textSkipBadHint     = wording.T("fix them, or skip them with --skip-bad", "请修正，或用 --skip-bad 略过")
	textPortColumnsHint = wording.T(
		"such as --columns port=1,service=3; also transport, name and description",
		"例如 --columns port=1,service=3；还可指定 transport、name、description",
	)
	textDeckPreview = wording.T("%s: %s can be read, %s", "%s：可读取 %s，%s")
	textDeckColumns = wording.T("port from %q, service from %q", "端口取自 %q，服务取自 %q")
	textWhichRemove = wording.T("which deck should be removed?", "请指定要移除的卡组")
	textNotImported = wording.T("%s was not imported", "%s 未导入")
	textImported    = wording.T(
		"Imported deck %s: %d rows, %d from the catalogue, %d of its own.",
		"已导入卡组 %s：%d 行，其中 %d 行与目录一致，%d 行为自有内容。",
	)
	textImportedHint = wording.T("To learn it: portdrill drill --deck %s", "开始学习：portdrill drill --deck %s")
	textDeckExists   = wording.T("deck %s already exists; nothing was changed", "卡组 %s 已存在，未作改动")
	textReplaceHint  = wording.T(
		"use --replace to replace it, or --name for another name",
		"可用 --replace 替换它，或用 --name 另起名称",
	)
	textBuiltinDeck = wording.T("%s is built in; its name cannot be used", "%s 是内置内容，不能使用这个名称")
	textNoDeckKey   = wording.T("%q cannot be used as the name of a deck", "%q 不能用作卡组名称")
	textNameHint    = wording.T("choose another name with --name", "请用 --name 另起名称")
	textNoOwnDeck   = wording.T("you have no deck called %q", "你没有名为 %q 的自建卡组")
	textRemoved     = wording.T(
		"Removed: %[1]s. Your answers are kept. To restore it: portdrill catalogue remove %[1]s --undo",
		"已移除 %[1]s，作答记录保留。恢复：portdrill catalogue remove %[1]s --undo",
	)
	textBroughtBack = wording.T("Restored: %s", "已恢复：%s")
	textImportShort = wording.T("import a list of ports as your own deck", "把端口清单导入为自建卡组")
	textImportLong  = wording.T(
		`It takes every format that check reads. Rows that agree with the catalogue share
its cards; other rows are asked as "in DECK". It first shows what it found. On a
terminal it asks before anything is written; otherwise a file with rows that
cannot be read is refused unless --skip-bad is given.`,
		`支持 check 能读取的所有格式。与目录一致的行沿用目录中的卡片；其他行在提问时注明
“在某卡组中”。导入前先显示识别结果：在终端上会先询问；不在终端上时，有无法读取的行
则拒绝导入，除非用 --skip-bad 略过。`,
	)
	textImportExamples = wording.T(
		`  portdrill catalogue check lab.csv
  portdrill catalogue import lab.csv
  portdrill drill --deck lab`,
		`  portdrill catalogue check lab.csv
  portdrill catalogue import lab.csv
  portdrill drill --deck lab`,
	)
	textRemoveShort = wording.T("remove one of your own decks", "移除自建卡组")
	textRemoveLong  = wording.T(
		"Your answers are kept. --undo restores the deck, also one that was replaced.",
		"作答记录都会保留；用 --undo 可以恢复，被替换的卡组也一样。",
	)
	textFlagDeckName   = wording.T("`NAME` of the deck (default: the file's name)", "卡组`名称`（默认取文件名）")
	textFlagReplace    = wording.T("replace the deck of that name", "替换同名卡组")
	textFlagUndoRemove = wording.T("restore the deck", "恢复卡组")
)
