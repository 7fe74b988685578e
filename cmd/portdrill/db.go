package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

func (a *app) dbCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "db",
		Short:   wording.DBShort.In(a.lang),
		Long:    wording.DBLong.In(a.lang),
		Example: wording.DBExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	sub := func(use string, short wording.Text, run func(context.Context, []string) error) *cobra.Command {
		c := &cobra.Command{Use: use, Short: short.In(a.lang)}
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if most := strings.Count(use, " "); len(args) > most {
				return a.noArguments(cmd, args[most:])
			}
			return run(cmd.Context(), args)
		}
		cmd.AddCommand(c)
		return c
	}
	sub("path", wording.DBPathShort, func(context.Context, []string) error { return a.showPath() })
	sub("check [FILE]", wording.DBCheckShort, a.checkDB).ValidArgsFunction = one(listFiles)
	var replace bool
	backup := sub("backup FILE", wording.DBBackupShort, func(ctx context.Context, args []string) error { return a.backUp(ctx, args, replace) })
	backup.Flags().BoolVar(&replace, "replace", false, wording.FlagReplaceFile.In(a.lang))
	backup.ValidArgsFunction = one(listFiles)
	sub("restore [FILE]", wording.DBRestoreShort, a.restore).ValidArgsFunction = one(a.listBackupFiles)
	sub("rebuild", wording.DBRebuildShort, func(ctx context.Context, _ []string) error { return a.rebuild(ctx) })
	return cmd
}

func (a *app) showPath() error {
	path, err := filepath.Abs(a.file())
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	if a.json {
		return a.writeJSON(struct {
			Path    string `json:"path"`
			Backups string `json:"backups"`
		}{path, store.BackupFolder(path)})
	}
	return a.write(path + "\n")
}

// A findingEntry is what a check found.
type findingEntry struct {
	Kind    store.FindingKind `json:"kind"`
	Damage  bool              `json:"damage"`
	Learner string            `json:"learner,omitempty"`
	Subject string            `json:"subject,omitempty"`
	Count   int64             `json:"count"`
	Detail  string            `json:"detail,omitempty"` // in the words of SQLite, for those who know it
}

// A checkEntry is a check. Fields are only ever added.
type checkEntry struct {
	Path     string         `json:"path"`
	OK       bool           `json:"ok"`
	Schema   int            `json:"schema"`
	Learners int            `json:"learners"`
	Events   int64          `json:"events"`
	Findings []findingEntry `json:"findings"`
}

// checkDB checks the database, or the file that is named.
func (a *app) checkDB(ctx context.Context, args []string) error {
	path := a.file()
	if len(args) > 0 {
		path = args[0]
	}
	db, err := store.OpenToRead(ctx, path, store.OnWait(a.tellWaiting))
	if err != nil {
		return a.namedFile(err)
	}
	r, err := db.Check(ctx)
	if err := finish(db, err); err != nil {
		return err
	}
	if err := a.showCheck(r); err != nil {
		return err
	}
	if r.Damaged() {
		return problem{wording.CheckFailed.In(a.lang, r.Path), a.remedy(r), exitFailed}
	}
	return nil
}

func (a *app) showCheck(r store.Report) error {
	if a.json {
		e := checkEntry{r.Path, !r.Damaged(), r.Version, r.Learners, r.Events, []findingEntry{}}
		for _, f := range r.Findings {
			e.Findings = append(e.Findings, findingEntry{f.Kind, f.Damage(), string(f.Learner), f.Subject, f.Count, f.Detail})
		}
		return a.writeJSON(e)
	}
	text := ""
	for _, f := range r.Findings {
		sign := a.style().Wrong("✗")
		if !f.Damage() {
			sign = a.style().Faint("·")
		}
		text += sign + " " + a.findingText(f) + "\n"
	}
	if !r.Damaged() {
		text += a.style().Right("✓") + " " + wording.CheckOK.In(a.lang, r.Learners, r.Events) + "\n"
	}
	return a.write(text)
}

// partWords name what is derived from a log.
var partWords = map[string]wording.Text{
	"cards": wording.PartCards, "tallies": wording.PartTallies, "holds": wording.PartHolds, "confusions": wording.PartConfusions,
	"slots": wording.PartSlots, "fits": wording.PartFits,
	"settings": wording.PartSettings, "derivation": wording.PartDerivation,
}

// findingText says in plain words what was found.
func (a *app) findingText(f store.Finding) string {
	switch f.Kind {
	case store.Unreadable:
		return wording.FoundUnreadable.In(a.lang)
	case store.BadPages:
		return wording.FoundPages.In(a.lang, f.Count)
	case store.BadSchema:
		return wording.FoundSchema.In(a.lang, f.Count)
	case store.Altered:
		return wording.FoundAltered.In(a.lang, f.Count, f.Subject)
	case store.Lost:
		return wording.FoundLost.In(a.lang, f.Count, f.Subject)
	case store.BadEnd:
		return wording.FoundEnd.In(a.lang, f.Subject)
	case store.BadSeal:
		return wording.FoundSeal.In(a.lang, f.Subject)
	case store.BadReference:
		return wording.FoundReference.In(a.lang, f.Count, f.Subject)
	case store.BadIndex:
		return wording.FoundIndex.In(a.lang, f.Count)
	case store.NotReplay:
		return wording.FoundDerived.In(a.lang, partWords[f.Subject].In(a.lang), f.Count)
	case store.Gap:
		return wording.FoundGap.In(a.lang, f.Count, f.Subject)
	case store.Fork:
		return wording.FoundFork.In(a.lang, f.Count, f.Subject)
	}
	return string(f.Kind)
}

// remedy says what to do about damage.
func (a *app) remedy(r store.Report) string {
	for _, f := range r.Findings {
		if f.Damage() && !f.Rebuildable() {
			return wording.RemedyDamage.In(a.lang)
		}
	}
	return wording.RemedyRebuild.In(a.lang)
}

func (a *app) backUp(ctx context.Context, args []string, replace bool) error {
	if len(args) == 0 {
		return usageProblem(wording.WhichBackup.In(a.lang), wording.UsageHint.In(a.lang, "portdrill db backup"))
	}
	db, err := store.OpenToRead(ctx, a.file(), store.OnWait(a.tellWaiting))
	if err != nil {
		return err
	}
	if err := finish(db, db.Backup(ctx, args[0], replace)); err != nil {
		return a.namedFile(err)
	}
	if a.json {
		return a.writeJSON(struct {
			Backup string `json:"backup"`
		}{args[0]})
	}
	return a.write(wording.BackedUp.In(a.lang, args[0]) + "\n")
}

// namedFile words what is wrong with a file that was named and is not the database:
// another one is to be named then.
func (a *app) namedFile(err error) error {
	var file *store.FileError
	if path, naming := filepath.Abs(a.file()); naming != nil || !errors.As(err, &file) || file.Path == path {
		return err
	}
	p := problemOf(a.lang, err)
	switch file.Err {
	case store.ErrFolder, store.ErrNotSQLite, store.ErrForeign, store.ErrNewer:
		p.hint = wording.OtherNameHint.In(a.lang)
	case store.ErrNoFolder:
		p.hint = wording.MakeFolder.In(a.lang)
	case store.ErrNoFile:
		p.hint = ""
	}
	return p
}

// A backupEntry is a backup in the list.
type backupEntry struct {
	Path string           `json:"path"`
	Kind store.BackupKind `json:"kind"`
	At   string           `json:"at"`
	Size int64            `json:"size"`
}

// restore puts a backup in place of the database, or lists what there is.
func (a *app) restore(ctx context.Context, args []string) error {
	path, err := filepath.Abs(a.file())
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	if len(args) == 0 {
		return a.listBackups(path)
	}
	kept, err := store.Restore(ctx, path, args[0], a.clock.Now())
	if err != nil {
		return a.namedFile(err)
	}
	if a.json {
		return a.writeJSON(struct {
			From string `json:"from"`
			Kept string `json:"kept"` // what was there before; empty for nothing
		}{args[0], kept})
	}
	if err := a.write(wording.Restored.In(a.lang, args[0]) + "\n"); err != nil || kept == "" {
		return err
	}
	return a.write(wording.ReplacedKept.In(a.lang, kept) + "\n")
}

func (a *app) listBackups(path string) error {
	all, err := store.Backups(path)
	if err != nil {
		return err
	}
	for _, b := range all {
		e := backupEntry{b.Path, b.Kind, b.At.Format(time.RFC3339), b.Size}
		if a.json {
			err = a.writeJSON(e)
		} else {
			err = a.write(fmt.Sprintf("%s  %s  %s\n  %s\n", b.At.Format(time.DateTime), a.backupKind(b.Kind), inBytes(b.Size), b.Path))
		}
		if err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return nil
	case len(all) == 0:
		return a.write(wording.NoBackups.In(a.lang, store.BackupFolder(path)) + "\n")
	}
	return a.write(wording.RestoreHow.In(a.lang) + "\n")
}

func (a *app) backupKind(k store.BackupKind) string {
	switch {
	case k == store.Daily:
		return wording.KindDaily.In(a.lang)
	case k == store.Replaced:
		return wording.KindReplaced.In(a.lang)
	case k == store.Displaced:
		return wording.KindDisplaced.In(a.lang)
	case k == store.Damaged:
		return wording.KindDamaged.In(a.lang)
	case strings.HasPrefix(string(k), string(store.BeforeUpgrade)):
		return wording.KindUpgrade.In(a.lang)
	}
	return string(k)
}

// inBytes shows bytes in units of 1024.
func inBytes(bytes int64) string {
	const kib, mib = 1 << 10, 1 << 20
	if bytes < mib {
		return fmt.Sprintf("%d KiB", (bytes+kib-1)/kib)
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/mib)
}

// A rebuiltEntry says what came of a rebuild.
type rebuiltEntry struct {
	Events      int64  `json:"events"`
	Kept        string `json:"kept"` // the damaged file; empty if it was not damaged
	FromBackups int64  `json:"from_backups"`
	Missing     int64  `json:"missing"`
}

// rebuild derives everything anew, and of a damaged file keeps what can be read.
func (a *app) rebuild(ctx context.Context) error {
	r, err := store.Rebuild(ctx, a.file(), a.clock.Now())
	if err != nil {
		return err
	}
	if a.json {
		return a.writeJSON(rebuiltEntry{r.Events, r.Kept, r.FromBackups, r.Missing})
	}
	if r.Kept == "" {
		return a.write(wording.Rebuilt.In(a.lang, r.Events) + "\n")
	}
	text := wording.Salvaged.In(a.lang, r.Events, r.FromBackups) + "\n"
	if r.Missing > 0 {
		text += wording.SalvagedGaps.In(a.lang, r.Missing) + "\n"
	}
	return a.write(text + wording.ReplacedKept.In(a.lang, r.Kept) + "\n")
}
