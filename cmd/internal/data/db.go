package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

func dbCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "db",
		Short:   textDBShort.In(a.Lang),
		Long:    textDBLong.In(a.Lang),
		Example: textDBExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	sub := func(use string, short wording.Text, run func(context.Context, []string) error) *cobra.Command {
		c := &cobra.Command{Use: use, Short: short.In(a.Lang)}
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if most := strings.Count(use, " "); len(args) > most {
				return a.NoArguments(cmd, args[most:])
			}
			return run(cmd.Context(), args)
		}
		cmd.AddCommand(c)
		return c
	}
	sub("path", textDBPathShort, func(context.Context, []string) error { return showPath(a) })
	check := sub("check [FILE]", textDBCheckShort, func(ctx context.Context, args []string) error {
		return checkDB(ctx, a, args)
	})
	check.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	var replace bool
	backup := sub("backup FILE", textDBBackupShort, func(ctx context.Context, args []string) error {
		return backUp(ctx, a, args, replace)
	})
	backup.Flags().BoolVar(&replace, "replace", false, textFlagReplaceFile.In(a.Lang))
	backup.ValidArgsFunction = a.Completion(app.One(app.ListFiles))
	back := sub("restore [FILE]", textDBRestoreShort, func(ctx context.Context, args []string) error {
		return restore(ctx, a, args)
	})
	back.ValidArgsFunction = a.Completion(app.One(listBackupFiles))
	sub("rebuild", textDBRebuildShort, func(ctx context.Context, _ []string) error { return rebuild(ctx, a) })
	return cmd
}

func showPath(a *app.App) error {
	path, err := filepath.Abs(a.File())
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	if a.JSON {
		return a.PrintJSON(struct {
			Path    string `json:"path"`
			Backups string `json:"backups"`
		}{path, store.BackupFolder(path)})
	}
	return a.PrintPath(path + "\n")
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
func checkDB(ctx context.Context, a *app.App, args []string) error {
	path := a.File()
	if len(args) > 0 {
		path = args[0]
	}
	var r store.Report
	err := a.Opened(ctx, path, func(db *store.DB) (err error) {
		if r, err = db.Check(ctx); err != nil || r.Damaged() { // which says more
			return err
		}
		future, err := db.CheckClock(ctx, a.Clock.Now())
		r.Findings = append(r.Findings, future...)
		return err
	}, store.ReadOnly)
	if err != nil {
		return namedFile(a, err)
	}
	if err := showCheck(a, r); err != nil {
		return err
	}
	if r.Damaged() {
		return app.Failure(textCheckFailed.In(a.Lang, r.Path), remedy(a, r))
	}
	return nil
}

func showCheck(a *app.App, r store.Report) error {
	if a.JSON {
		e := checkEntry{r.Path, !r.Damaged(), r.Version, r.Learners, r.Events, []findingEntry{}}
		for _, f := range r.Findings {
			e.Findings = append(
				e.Findings,
				findingEntry{f.Kind, f.Damage(), string(f.Learner), f.Subject, f.Count, f.Detail},
			)
		}
		return a.PrintJSON(e)
	}
	text := ""
	for _, f := range r.Findings {
		sign := a.Style().Wrong("✗")
		if !f.Damage() {
			sign = a.Style().Faint("·")
		}
		text += sign + " " + findingText(a, f) + "\n"
	}
	if !r.Damaged() {
		text += a.Style().Right("✓") + " " + textCheckOK.In(a.Lang, r.Learners, r.Events) + "\n"
	}
	return a.Print(text)
}

// partWords name what is derived from a log.
var partWords = map[string]wording.Text{
	"cards": textPartCards, "holds": textPartHolds, "answers": textPartAnswers,
	"settings": textPartSettings, "derivation": textPartDerivation,
}

// findingText says in plain words what was found.
func findingText(a *app.App, f store.Finding) string {
	switch f.Kind {
	case store.Unreadable:
		return textFoundUnreadable.In(a.Lang)
	case store.BadPages:
		return textFoundPages.In(a.Lang, f.Count)
	case store.BadSchema:
		return textFoundSchema.In(a.Lang, f.Count)
	case store.Altered:
		return textFoundAltered.In(a.Lang, f.Count, f.Subject)
	case store.Lost:
		return textFoundLost.In(a.Lang, f.Count, f.Subject)
	case store.BadEnd:
		return textFoundEnd.In(a.Lang, f.Subject)
	case store.BadSeal:
		return textFoundSeal.In(a.Lang, f.Subject)
	case store.BadResults:
		return textFoundResults.In(a.Lang, f.Subject, f.Count)
	case store.BadReference:
		return textFoundReference.In(a.Lang, f.Count, f.Subject)
	case store.BadIndex:
		return textFoundIndex.In(a.Lang, f.Count)
	case store.NotReplay:
		return textFoundDerived.In(a.Lang, partWords[f.Subject].In(a.Lang), f.Count)
	case store.Gap:
		return textFoundGap.In(a.Lang, f.Count, f.Subject)
	case store.Fork:
		return textFoundFork.In(a.Lang, f.Count, f.Subject)
	case store.HardLink:
		return textFoundHardLink.In(a.Lang, f.Count)
	case store.Future:
		return textFoundFuture.In(a.Lang, f.Count, f.Subject)
	}
	return string(f.Kind)
}

// remedy says what to do about damage.
func remedy(a *app.App, r store.Report) string {
	for _, f := range r.Findings {
		if f.Damage() && !f.Rebuildable() {
			return textRemedyDamage.In(a.Lang)
		}
	}
	return textRemedyRebuild.In(a.Lang)
}

func backUp(ctx context.Context, a *app.App, args []string, replace bool) error {
	if len(args) == 0 {
		return app.UsageProblem(textWhichBackup.In(a.Lang), app.TextUsageHint.In(a.Lang, "portdrill db backup"))
	}
	back := func(db *store.DB) error { return db.Backup(ctx, args[0], replace) }
	if err := a.Opened(ctx, a.File(), back, store.ReadOnly); err != nil {
		return namedFile(a, err)
	}
	if a.JSON {
		return a.PrintJSON(struct {
			Backup string `json:"backup"`
		}{args[0]})
	}
	return a.Print(textBackedUp.In(a.Lang, args[0]) + "\n")
}

// namedFile words what is wrong with a file that was named and is not the database:
// another one is to be named then.
func namedFile(a *app.App, err error) error {
	var file *store.FileError
	if path, naming := store.WhereIs(a.File()); naming != nil || !errors.As(err, &file) || file.Path == path {
		return err
	}
	p := app.ProblemOf(a.Lang, err)
	switch {
	case errors.Is(file.Err, store.ErrFolder), errors.Is(file.Err, store.ErrNotSQLite),
		errors.Is(file.Err, store.ErrForeign), errors.Is(file.Err, store.ErrNewer):
		p.Hint = app.TextOtherNameHint.In(a.Lang)
	case errors.Is(file.Err, store.ErrNoFolder):
		p.Hint = app.TextMakeFolder.In(a.Lang)
	case errors.Is(file.Err, store.ErrNoFile):
		p.Hint = ""
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
func restore(ctx context.Context, a *app.App, args []string) error {
	path, err := filepath.Abs(a.File())
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	if len(args) == 0 {
		return listBackups(a, path)
	}
	r, err := store.Restore(ctx, path, args[0], a.Clock.Now())
	if err != nil {
		return namedFile(a, err)
	}
	if a.JSON {
		return a.PrintJSON(struct {
			From string `json:"from"`
			Kept string `json:"kept"` // what was there before; empty for nothing

			Forgotten int `json:"forgotten"` // learners in the backup who stay deleted
		}{args[0], r.Kept, r.Forgotten})
	}
	text := textRestored.In(a.Lang, args[0]) + "\n"
	if r.Forgotten > 0 {
		text += textStayForgotten.In(a.Lang, r.Forgotten) + "\n"
	}
	if r.Kept != "" {
		text += textReplacedKept.In(a.Lang, r.Kept) + "\n"
	}
	return a.Print(text)
}

func listBackups(a *app.App, path string) error {
	all, err := store.Backups(path)
	if err != nil {
		return err
	}
	for _, b := range all {
		e := backupEntry{b.Path, b.Kind, b.At.Format(time.RFC3339), b.Size}
		if a.JSON {
			err = a.PrintJSON(e)
		} else {
			when := b.At.Format(time.DateTime)
			err = a.PrintPath(fmt.Sprintf("%s  %s  %s\n  %s\n", when, backupKind(a, b.Kind), inBytes(b.Size), b.Path))
		}
		if err != nil {
			return err
		}
	}
	switch {
	case a.JSON:
		return nil
	case len(all) == 0:
		return a.Print(textNoBackups.In(a.Lang, store.BackupFolder(path)) + "\n")
	}
	return a.Print(textRestoreHow.In(a.Lang) + "\n")
}

func backupKind(a *app.App, k store.BackupKind) string {
	switch {
	case k == store.Daily:
		return textKindDaily.In(a.Lang)
	case k == store.Replaced:
		return textKindReplaced.In(a.Lang)
	case k == store.Displaced:
		return textKindDisplaced.In(a.Lang)
	case k == store.Damaged:
		return textKindDamaged.In(a.Lang)
	case strings.HasPrefix(string(k), string(store.BeforeUpgrade)):
		return textKindUpgrade.In(a.Lang)
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

// rebuild derives everything anew, and of a damaged file keeps what can be read.
func rebuild(ctx context.Context, a *app.App) error {
	r, err := store.Rebuild(ctx, a.File(), a.Clock.Now())
	if err != nil {
		return err
	}
	if a.JSON {
		return a.PrintJSON(r)
	}
	if r.Kept == "" {
		return a.Print(textRebuilt.In(a.Lang, r.Events) + "\n")
	}
	text := textSalvaged.In(a.Lang, r.Events, r.FromBackups) + "\n"
	if r.Missing > 0 {
		text += textSalvagedGaps.In(a.Lang, r.Missing) + "\n"
	}
	for _, lost := range r.Results {
		text += textResultsLost.In(a.Lang, lost.Session, lost.Lost) + "\n"
	}
	return a.Print(text + textReplacedKept.In(a.Lang, r.Kept) + "\n")
}

// listBackupFiles lists the backups, and any file where none begins as typed.
func listBackupFiles(a *app.App, _ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	backups, err := store.Backups(a.File())
	if err != nil {
		return nil, app.Files
	}
	var all []string
	for _, b := range backups {
		if strings.HasPrefix(b.Path, typed) {
			all = append(all, app.Described(b.Path, backupKind(a, b.Kind)))
		}
	}
	return all, app.Files | cobra.ShellCompDirectiveKeepOrder
}

var (
	textDBShort = wording.T("check, back up and restore the database", "检查、备份和恢复数据库")
	textDBLong  = wording.T(
		`A backup is made once a day at the end of a session, and before each upgrade, in
a folder next to the database. Daily backups are kept for 7 days, 4 weeks and 12
months.`,
		`每天练习结束时自动备份一次，升级前也会备份，放在数据库旁边的文件夹里。
每日备份保留 7 天、4 周、12 个月的。`,
	)
	textDBExamples = wording.T(
		"  portdrill db path\n  portdrill db check\n  portdrill db backup ~/ports-backup.db\n  portdrill "+
			"db restore\n  portdrill db restore ports.db",
		"  portdrill db path\n  portdrill db check\n  portdrill db backup ~/ports-backup.db\n  portdrill "+
			"db restore\n  portdrill db restore ports.db",
	)
	textDBPathShort    = wording.T("show where the database is", "显示数据库的位置")
	textDBCheckShort   = wording.T("check the database for damage", "检查数据库是否完好")
	textDBBackupShort  = wording.T("back up to a file and verify it", "备份到文件并验证")
	textDBRestoreShort = wording.T("restore a backup; without FILE: list backups", "恢复备份；不给文件则列出备份")
	textDBRebuildShort = wording.T(
		"recompute cards and totals; recover what is readable",
		"重新计算卡片与统计；损坏时抢救可读内容",
	)
	textFlagReplaceFile = wording.T("replace an existing file", "替换已有文件")
	textWhichBackup     = wording.T("which file should the backup be written to?", "请指定备份文件")
	textBackedUp        = wording.T("Backed up and verified: %s", "已备份并验证：%s")
	textRestored        = wording.T(
		"Restored %s. The database now counts as a new device.",
		"已恢复 %s。此后这个数据库算作一台新设备。",
	)
	textStayForgotten = wording.T(
		"Learners deleted since the backup, not restored: %d",
		"备份中有 %d 位学习者后来已删除，未恢复",
	)
	textReplacedKept  = wording.T("The previous file was kept as %s", "原来的文件保留为 %s")
	textNoBackups     = wording.T("No backups yet in %s", "%s 中还没有备份")
	textRestoreHow    = wording.T("To restore one: portdrill db restore FILE", "恢复其中一份：portdrill db restore 文件")
	textKindDaily     = wording.T("daily", "每日")
	textKindUpgrade   = wording.T("before an upgrade", "升级前")
	textKindDisplaced = wording.T("after it was moved, deleted or replaced", "被移动、删除或替换后")
	textKindReplaced  = wording.T("before a restore", "恢复前")
	textKindDamaged   = wording.T("damaged, before a rebuild", "损坏的原文件（重建前）")
	textCheckOK       = wording.T(
		"OK (learners: %d, log entries: %d)",
		"数据库完好：%d 位学习者，%d 条日志",
	)
	textCheckFailed   = wording.T("%s is damaged", "%s 已损坏")
	textRemedyRebuild = wording.T(
		"nothing is lost; portdrill db rebuild fixes it",
		"没有丢失内容；portdrill db rebuild 即可修复",
	)
	textRemedyDamage = wording.T(
		"portdrill db rebuild recovers what is readable and adds the rest from the last backup; portdrill db "+
			"restore FILE restores a backup",
		"portdrill db rebuild 抢救可读内容，并用最近的备份补全；portdrill db restore 文件 可恢复备份",
	)
	textFoundUnreadable = wording.T("The file could not be read to the end.", "未能读完整个文件。")
	textFoundPages      = wording.T("Pages of the file are inconsistent (%d places).", "文件的页面不一致（%d 处）。")
	textFoundSchema     = wording.T("Tables or indexes differ from this version: %d", "表或索引与本版本不符：%d 个")
	textFoundAltered    = wording.T(
		"Log entries were changed after they were recorded: %d (first: %s)",
		"日志条目在记录后被改动：%d 条（第一条：%s）",
	)
	textFoundLost      = wording.T("Log entries are missing: %d, from device %s", "日志条目缺失：%d 条，来自设备 %s")
	textFoundEnd       = wording.T("The log of device %s does not end where it should.", "设备 %s 的日志结尾不对。")
	textFoundSeal      = wording.T("Table %s was changed by something else.", "表 %s 被其他程序改动过。")
	textFoundResults   = wording.T("Class results were changed or are missing: %s (rows: %d)", "课堂成绩被改动或缺失：%s（%d 行）")
	textFoundReference = wording.T("Orphaned rows: %d, in table %s", "孤立的行：%d 行，在表 %s 中")
	textFoundIndex     = wording.T("Indexes are missing or wrong (%d places).", "索引缺失或有误（%d 处）。")
	textFoundDerived   = wording.T(
		"Data computed from the log are wrong: %s (%d)",
		"由日志计算的数据有误：%s（%d）",
	)
	textPartCards      = wording.T("cards", "卡片")
	textPartHolds      = wording.T("suspended and skipped cards", "暂停和跳过的卡片")
	textPartAnswers    = wording.T("how answers count", "作答统计")
	textPartSettings   = wording.T("settings", "设置")
	textPartDerivation = wording.T("rules version", "规则版本")
	textFoundGap       = wording.T(
		"Not damage: some entries from another device are not here yet (gaps: %d, device %s).",
		"并非损坏：另一设备的部分条目尚未导入（%d 处，设备 %s）。",
	)
	textFoundFork = wording.T(
		"Not damage: copies of a file were used separately (forks: %d, device %s); both are kept.",
		"并非损坏：同一文件的副本被分别使用过（%d 次，设备 %s），两边都已保留。",
	)
	textFoundHardLink = wording.T(
		"Not damage: the file has %d names (hard links); using two of them at once loses answers",
		"并非损坏：这个文件有 %d 个名字（硬链接），同时用两个名字打开会丢失作答",
	)
	textFoundFuture = wording.T(
		"Not damage: %d entries are later than now (the last on %[2]s): the clock was wrong. "+
			"Undo them with portdrill undo --session=%[2]s",
		"并非损坏：有 %d 条记录的时间晚于现在，最后一条为 %[2]s，是时钟有误时写下的。可用 portdrill undo --session=%[2]s 撤销",
	)
	textRebuilt = wording.T(
		"Recomputed cards and totals from the log (entries: %d).",
		"已根据日志重新计算卡片与统计（%d 条）。",
	)
	textSalvaged = wording.T(
		"The file was damaged. Log entries recovered: %d, of which %d from the last backup.",
		"文件已损坏。恢复日志 %d 条，其中 %d 条来自最近的备份。",
	)
	textResultsLost  = wording.T("Answers of the class session %s that could not be read: %d.", "课堂 %s 无法读出而丢失的作答：%d 个。")
	textSalvagedGaps = wording.T("Lost because they could not be read: at least %d.", "无法读出而丢失：至少 %d 条。")
)
