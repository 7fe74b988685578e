package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

func (a *app) exportLogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   wording.ExportLogShort.In(a.lang),
		Long:    wording.ExportLogLong.In(a.lang),
		Example: wording.ExportLogExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.exportJSONCommand(), a.exportCSVCommand(), a.exportAnkiCommand())
	return cmd
}

func (a *app) exportJSONCommand() *cobra.Command {
	return &cobra.Command{
		Use: "json [FILE]", ValidArgsFunction: one(listFiles), Short: wording.ExportJSONShort.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.noArguments(cmd, args[1:])
			}
			return a.exportJSON(cmd.Context(), args)
		},
	}
}

// exportJSON writes the logs of all learners, or of the one that was named.
func (a *app) exportJSON(ctx context.Context, args []string) error {
	return a.exporting(ctx, args, func(db opened, w io.Writer) error {
		var only []quiz.LearnerID
		if a.whose != "" {
			only = append(only, db.learner)
		}
		return db.ExportJSON(ctx, w, only...)
	})
}

// exporting writes what a database holds to the file that was named, or to
// standard output.
func (a *app) exporting(ctx context.Context, args []string, write func(opened, io.Writer) error) error {
	if !a.exists() {
		return problem{wording.NothingToExport.In(a.lang), "", exitFailed}
	}
	return a.toRead(ctx, func(db opened) error {
		return a.writeTo(args, func(w io.Writer) error { return write(db, w) })
	})
}

// writeTo writes to the file that was named, or to standard output.
func (a *app) writeTo(args []string, write func(io.Writer) error) error {
	if len(args) == 0 || args[0] == "-" {
		return write(a.out)
	}
	if err := a.fileProblem(args[0], a.writeFile(args[0], write)); err != nil {
		return err
	}
	a.aside.say(wording.Exported.In(a.lang, args[0]))
	return nil
}

// writeFile writes a file whole or not at all, in place of one that is there. What
// is no file, such as a pipe, is written into.
func (a *app) writeFile(path string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return writeInto(path, write)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".portdrill-export-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone by then, if all went well
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

func writeInto(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// fileProblem words what the system says of a file that is written.
func (a *app) fileProblem(path string, err error) error {
	var known *store.FileError
	var said *fs.PathError
	var moving *os.LinkError
	switch {
	case err == nil || errors.As(err, &known) || !errors.As(err, &said) && !errors.As(err, &moving):
		return err
	case errors.Is(err, syscall.EISDIR):
		return problem{wording.IsFolder.In(a.lang, path), "", exitFailed}
	case errors.Is(err, syscall.ENOSPC):
		return problem{wording.FileFull.In(a.lang, path), wording.MakeRoom.In(a.lang), exitFailed}
	case errors.Is(err, fs.ErrNotExist):
		return problem{wording.FileNoFolder.In(a.lang, path), wording.MakeFolder.In(a.lang), exitFailed}
	}
	return problem{wording.NotWritten.In(a.lang, path), wording.UnwritableFix.In(a.lang), exitFailed}
}

func (a *app) importLogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "import",
		Short:   wording.ImportLogShort.In(a.lang),
		Long:    wording.ImportLogLong.In(a.lang),
		Example: wording.ImportLogExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "json FILE", ValidArgsFunction: one(listFiles), Short: wording.ImportLogShort.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageProblem(wording.WhichImport.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.importJSON(cmd.Context(), args[0])
		},
	})
	return cmd
}

// A mergedEntry says what became of an import.
type mergedEntry struct {
	New       int64          `json:"new"`
	Known     int64          `json:"known"`
	Forgotten int64          `json:"forgotten"`
	Altered   []quiz.EventID `json:"altered"`
	Conflicts []quiz.EventID `json:"conflicts"`
	Decks     []string       `json:"decks"`
	OtherDeck []string       `json:"other_decks"`

	Senseless []quiz.EventID  `json:"senseless"`
	Forked    []quiz.DeviceID `json:"forked"`
}

// importJSON merges an export into the log.
func (a *app) importJSON(ctx context.Context, path string) error {
	in, err := a.source(path)
	if err != nil {
		return err
	}
	defer in.Close()
	var m store.Merged
	err = a.withDB(ctx, func(db opened) error {
		m, err = db.ImportJSON(ctx, in, a.clock.Now())
		return err
	})
	if err != nil {
		return a.importProblem(path, err)
	}
	if err := a.showMerged(m); err != nil {
		return err
	}
	if len(m.Altered)+len(m.Senseless)+len(m.Conflicts) > 0 {
		return problem{wording.ImportedPartly.In(a.lang, a.sourceName(path)), "", exitFailed}
	}
	return nil
}

// importProblem words what is wrong with a file to import.
func (a *app) importProblem(path string, err error) error {
	path = a.sourceName(path)
	var broken *store.BrokenExport
	var said *fs.PathError
	switch {
	case errors.Is(err, store.ErrNewerExport):
		return problem{wording.ImportNewer.In(a.lang, path), wording.NewerImportHint.In(a.lang), exitFailed}
	case errors.As(err, &broken):
		return problem{wording.ExportBroken.In(a.lang, path, broken.Offset, broken.Events), wording.NothingImported.In(a.lang), exitFailed}
	case errors.Is(err, store.ErrNotExport):
		return problem{wording.NotExport.In(a.lang, path), wording.NotExportHint.In(a.lang), exitFailed}
	case errors.As(err, &said):
		return problem{wording.NotRead.In(a.lang, path), wording.NothingImported.In(a.lang), exitFailed}
	}
	return err
}

// source opens what is to be read: a file, or standard input for "-".
func (a *app) source(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.in), nil
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem{wording.NoFile.In(a.lang, path), "", exitFailed}
	case errors.Is(err, fs.ErrPermission):
		return nil, problem{wording.NoPermission.In(a.lang, path), "", exitFailed}
	case err != nil:
		return nil, problem{wording.NotRead.In(a.lang, path), "", exitFailed}
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close() // nothing was read
		return nil, problem{wording.IsFolder.In(a.lang, path), "", exitFailed}
	}
	return f, nil
}

// sourceName is what a person calls it.
func (a *app) sourceName(path string) string {
	if path == "-" {
		return wording.StandardInput.In(a.lang)
	}
	return path
}

func (a *app) showMerged(m store.Merged) error {
	if a.json {
		return a.writeJSON(mergedEntry{
			m.New, m.Known, m.Forgotten, emptyIfNil(m.Altered), emptyIfNil(m.Conflicts), emptyIfNil(m.Decks), emptyIfNil(m.OtherDeck),
			emptyIfNil(m.Senseless), emptyIfNil(m.Forked),
		})
	}
	text := wording.Merged.In(a.lang, m.New, m.Known) + "\n"
	for _, line := range []struct {
		is   bool
		text string
	}{
		{m.Forgotten > 0, wording.MergedForgotten.In(a.lang, m.Forgotten)},
		{len(m.Decks) > 0, wording.MergedDecks.In(a.lang, strings.Join(m.Decks, ", "))},
		{len(m.OtherDeck) > 0, wording.MergedOther.In(a.lang, strings.Join(m.OtherDeck, ", "))},
		{len(m.Forked) > 0, wording.MergedForked.In(a.lang, first(m.Forked))},
		{len(m.Senseless) > 0, wording.MergedSenseless.In(a.lang, len(m.Senseless), first(m.Senseless))},
		{len(m.Altered) > 0, wording.MergedAltered.In(a.lang, len(m.Altered), first(m.Altered))},
		{len(m.Conflicts) > 0, wording.MergedConflicts.In(a.lang, len(m.Conflicts), first(m.Conflicts))},
	} {
		if line.is {
			text += line.text + "\n"
		}
	}
	return a.write(text)
}

// first is the first of the IDs, if there is any.
func first[T ~string](ids []T) T {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
