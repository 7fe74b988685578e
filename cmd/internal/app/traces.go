package app

import (
	"errors"

	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

// A TracesEntry says what becomes of backups when somebody is forgotten.
type TracesEntry struct {
	Rewritten []string `json:"rewritten"`
	Deleted   []string `json:"deleted"`
}

// EntryOfTraces names the files.
func EntryOfTraces(t store.Traces) TracesEntry {
	e := TracesEntry{[]string{}, []string{}}
	for _, b := range t.Rewritten {
		e.Rewritten = append(e.Rewritten, b.Path)
	}
	for _, b := range t.Deleted {
		e.Deleted = append(e.Deleted, b.Path)
	}
	return e
}

// ShowTraces says, before anybody is forgotten, what will become of which backups.
func ShowTraces(a *App, name string, t store.Traces) {
	e := EntryOfTraces(t)
	for _, part := range []struct {
		said  wording.Text
		files []string
	}{{textWillRewrite, e.Rewritten}, {textWillDelete, e.Deleted}} {
		if len(part.files) == 0 {
			continue
		}
		a.Messages.Say(part.said.In(a.Lang, name))
		for _, path := range part.files {
			a.Messages.Say("  " + path)
		}
	}
}

// NotWiped words an error of who was to be forgotten: what stands in the way of the rest
// if it is [store.ErrNotWiped].
func NotWiped(a *App, name string, t store.Traces, err error) error {
	if !errors.Is(err, store.ErrNotWiped) {
		return err
	}
	why := ""
	if file := new(store.FileError); errors.As(err, &file) {
		why = ProblemOf(a.Lang, file).Text
	}
	return Failure(textNotWiped.In(a.Lang, name, why), textWipeHint.In(a.Lang, t.Again))
}

// TextCopiesElsewhere says what forgetting does not reach.
var TextCopiesElsewhere = wording.T(
	"Exports and copies in other places are not reached: delete those yourself.",
	"导出的文件和放在别处的副本无法触及，请自行删除。",
)

var (
	textWillRewrite = wording.T(
		"These backups contain %s and will be rewritten without:",
		"以下备份含有 %s，将改写，去掉这些数据：",
	)
	textWillDelete = wording.T(
		"These damaged backups may contain %s and will be deleted:",
		"以下备份已损坏，可能含有 %s，将被删除：",
	)
	textNotWiped = wording.T(
		"%s was deleted, but traces may remain: %s",
		"已删除 %s，但可能仍有残留：%s",
	)
	textWipeHint = wording.T(
		"when that is solved, run: portdrill learner forget %s",
		"解决后请运行：portdrill learner forget %s",
	)
)
