package main

import (
	"errors"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInputEnded  = 3
	exitInterrupted = 130
)

// A problem is an error in the words of the person it is for, with a hint at what
// to do.
type problem struct {
	text, hint string
	code       int
}

func (p problem) Error() string { return p.text }

func usageProblem(text, hint string) error { return problem{text, hint, exitUsage} }

// report says what went wrong and returns the exit code for it.
func report(to *aside, lang catalogue.Lang, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, terminal.ErrInterrupted):
		return exitInterrupted
	case errors.Is(err, terminal.ErrInputEnded):
		to.say(wording.InputEnded.In(lang))
		return exitInputEnded
	case nobodyReads(err):
		return exitFailed
	}
	var p problem
	if !errors.As(err, &p) {
		p = problemOf(lang, err)
	}
	to.say(wording.ErrorPrefix.In(lang) + p.text)
	if p.hint != "" {
		to.say(wording.HintPrefix.In(lang) + p.hint)
	}
	return p.code
}

// trouble words an error of the database that may pass while somebody waits; ok
// is false for any other.
func (a *app) trouble(err error) (text string, ok bool) {
	for _, passes := range []error{store.ErrLocked, store.ErrFull, store.ErrUnwritable, store.ErrDisk, store.ErrMoved, store.ErrLogGone, store.ErrLogReplaced} {
		if errors.Is(err, passes) {
			p := problemOf(a.lang, err)
			return p.text + wording.Clause.In(a.lang) + p.hint + wording.Stop.In(a.lang), true
		}
	}
	return "", false
}

// problemOf words an error of the store; of any other it keeps the text.
func problemOf(lang catalogue.Lang, err error) problem {
	var file *store.FileError
	switch {
	case errors.As(err, &file):
	case errors.Is(err, store.ErrNoLearner): // who was there when the program began
		return problem{wording.LearnerGone.In(lang), wording.LearnerGoneHint.In(lang), exitFailed}
	default:
		return problem{err.Error(), "", exitFailed}
	}
	for _, known := range []struct {
		err        error
		text, hint wording.Text
	}{
		{store.ErrFolder, wording.FileFolder, wording.OtherFileHint},
		{store.ErrNoFolder, wording.FileNoFolder, wording.NoFolderHint},
		{store.ErrNotFolder, wording.FileNotFolder, wording.NotFolderHint},
		{store.ErrNotSQLite, wording.FileNotSQLite, wording.OtherFileHint},
		{store.ErrForeign, wording.FileForeign, wording.OtherFileHint},
		{store.ErrNewer, wording.FileNewer, wording.NewerHint},
		{store.ErrDamaged, wording.FileDamaged, wording.DamagedHint},
		{store.ErrUnwritable, wording.FileUnwritable, wording.UnwritableFix},
		{store.ErrLocked, wording.FileLocked, wording.LockedHint},
		{store.ErrFull, wording.FileFull, wording.FullHint},
		{store.ErrNoFile, wording.FileMissing, wording.MissingHint},
		{store.ErrExists, wording.FileExists, wording.ExistsHint},
		{store.ErrItself, wording.FileItself, wording.OtherNameHint},
		{store.ErrDisk, wording.FileDisk, wording.DiskHint},
		{store.ErrMoved, wording.FileMoved, wording.MovedHint},
		{store.ErrLogGone, wording.LogGone, wording.LogGoneHint},
		{store.ErrLogReplaced, wording.LogReplaced, wording.LogReplacedHint},
	} {
		if errors.Is(file.Err, known.err) {
			return problem{known.text.In(lang, file.Path), known.hint.In(lang), exitFailed}
		}
	}
	return problem{err.Error(), "", exitFailed}
}
