package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// TakeFlags are the flags of commands that take a list in: how much of it, and
// whether before it is shown.
type TakeFlags struct {
	DryRun, Yes, SkipBad bool
	Columns              string
}

// Add adds the flags to a command. columns is the example of --columns.
func (f *TakeFlags) Add(a *App, cmd *cobra.Command, columns string) {
	f.AddPreview(a, cmd)
	cmd.Flags().BoolVar(&f.SkipBad, "skip-bad", false, textFlagSkipBad.In(a.Lang))
	cmd.Flags().StringVar(&f.Columns, "columns", "", textFlagColumns.In(a.Lang, columns))
}

// AddPreview adds those of the flags that a list has which is not a table.
func (f *TakeFlags) AddPreview(a *App, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.DryRun, "dry-run", false, textFlagDryRun.In(a.Lang))
	cmd.Flags().BoolVar(&f.Yes, "yes", false, textFlagYes.In(a.Lang))
}

// Agreed decides whether a list is taken, after its preview was shown. A person at
// a terminal is asked. Elsewhere a list without doubts is taken, and one that has
// some is refused with refusal, unless a flag says that it is to be taken.
func (f *TakeFlags) Agreed(a *App, doubtful bool, refusal error) (bool, error) {
	_, typed := TerminalOf(a.In)
	switch {
	case f.DryRun:
		return false, nil
	case f.Yes:
		return true, nil
	case typed && !a.NoInput && !a.JSON:
		return agrees(a)
	case doubtful:
		return false, refusal
	}
	return true, nil
}

// agrees asks whether a list is to be taken. To answer nothing is to say no.
func agrees(a *App) (bool, error) {
	fmt.Fprint(a.Err, textTakeIt.In(a.Lang))
	line, err := terminal.ReadLine(bufio.NewReader(a.In))
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the reply: %w", err)
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "是", "好", "ｙ":
		return true, nil
	}
	a.Messages.Say(textNothingTaken.In(a.Lang))
	return false, nil
}

// Preview writes what would be taken: to standard output if that is all that was
// asked for, else beside the messages.
func (f *TakeFlags) Preview(a *App, text string) error {
	if f.DryRun {
		return a.Print(text)
	}
	_, err := io.WriteString(a.Err, terminal.Visible(text, false))
	return err
}

var (
	textFlagDryRun   = wording.T("show what would be imported; change nothing", "只显示将导入的内容，不作改动")
	textFlagYes      = wording.T("import without asking, even if something is unclear", "不询问，有疑问也直接导入")
	textFlagSkipBad  = wording.T("skip rows that cannot be read", "略过无法读取的行")
	textFlagColumns  = wording.T("say which column is which, such as `%s`", "指定各列含义，如 `%s`")
	textTakeIt       = wording.T("Import? [y/N] ", "导入吗？[y/N] ")
	textNothingTaken = wording.T("Nothing was changed.", "未作任何改动。")
)
