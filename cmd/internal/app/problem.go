package app

import (
	"errors"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// Exit codes.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitInputEnded  = 3
	ExitInterrupted = 130
)

// A Problem is an error in the words of the person it is for, with a hint at what
// to do.
type Problem struct {
	Text, Hint string
	Code       int
}

func (p Problem) Error() string { return p.Text }

// Failure says what failed, with a hint at what to do, which may be empty.
func Failure(text, hint string) Problem { return Problem{text, hint, ExitFailed} }

// UsageProblem says what is wrong with the arguments, with a hint, which may be empty.
func UsageProblem(text, hint string) error { return Problem{text, hint, ExitUsage} }

// Report says what went wrong and returns the exit code for it.
func Report(to *Messages, lang catalogue.Lang, err error) int {
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, terminal.ErrInterrupted):
		return ExitInterrupted
	case errors.Is(err, terminal.ErrInputEnded):
		to.Say(textInputEnded.In(lang))
		return ExitInputEnded
	case nobodyReads(err):
		return ExitFailed
	}
	var p Problem
	if !errors.As(err, &p) {
		p = ProblemOf(lang, err)
	}
	to.Say(textErrorPrefix.In(lang) + p.Text)
	if p.Hint != "" {
		to.Say(TextHintPrefix.In(lang) + p.Hint)
	}
	return p.Code
}

// Trouble returns what to tell a person about a database error that may go away
// while they wait, such as a lock or a full disk. ok is false for any other error.
func (a *App) Trouble(err error) (text string, ok bool) {
	for _, passes := range []error{
		store.ErrLocked, store.ErrFull, store.ErrUnwritable, store.ErrDisk,
		store.ErrMoved, store.ErrOverwritten, store.ErrLogGone, store.ErrLogReplaced,
	} {
		if errors.Is(err, passes) {
			p := ProblemOf(a.Lang, err)
			return p.Text + textClause.In(a.Lang) + p.Hint + TextStop.In(a.Lang), true
		}
	}
	return "", false
}

// ProblemOf words an error of the store; of any other it keeps the text.
func ProblemOf(lang catalogue.Lang, err error) Problem {
	var file *store.FileError
	switch {
	case errors.As(err, &file):
	case errors.Is(err, store.ErrNoLearner): // deleted since the program began
		return Problem{textLearnerGone.In(lang), textLearnerGoneHint.In(lang), ExitFailed}
	default:
		return Problem{err.Error(), "", ExitFailed}
	}
	for _, known := range []struct {
		err        error
		text, hint wording.Text
	}{
		{store.ErrFolder, textFileFolder, textOtherFileHint},
		{store.ErrLongName, textFileLongName, textNotFolderHint},
		{store.ErrLoop, textFileLoop, textOtherFileHint},
		{store.ErrNoFolder, textFileNoFolder, textNoFolderHint},
		{store.ErrNotFolder, textFileNotFolder, textNotFolderHint},
		{store.ErrNotSQLite, textFileNotSQLite, textOtherFileHint},
		{store.ErrForeign, textFileForeign, textOtherFileHint},
		{store.ErrNewer, textFileNewer, textNewerHint},
		{store.ErrHopeless, textFileHopeless, textHopelessHint},
		{store.ErrDamaged, textFileDamaged, textDamagedHint},
		{store.ErrUnwritable, textFileUnwritable, textUnwritableFix},
		{store.ErrLocked, textFileLocked, textLockedHint},
		{store.ErrFull, textFileFull, textFullHint},
		{store.ErrMissing, textFileLost, textLostHint},
		{store.ErrNoFile, textFileMissing, textMissingHint},
		{store.ErrExists, textFileExists, textExistsHint},
		{store.ErrItself, textFileItself, TextOtherNameHint},
		{store.ErrDisk, textFileDisk, textDiskHint},
		{store.ErrMoved, textFileMoved, textMovedHint},
		{store.ErrOverwritten, textFileOverwritten, textOverwrittenHint},
		{store.ErrLogGone, textLogGone, textLogGoneHint},
		{store.ErrLogReplaced, textLogReplaced, textLogReplacedHint},
	} {
		if errors.Is(file.Err, known.err) {
			return Problem{known.text.In(lang, file.Path), known.hint.In(lang), ExitFailed}
		}
	}
	return Problem{err.Error(), "", ExitFailed}
}

var (
	textInputEnded = wording.T(
		"The input ended in the middle of a question. Your answers so far are saved.",
		"输入在题目中途结束。已作答的内容都已保存。",
	)
	textErrorPrefix     = wording.T("portdrill: ", "portdrill：")
	textFileFolder      = wording.T("%s is a folder, not a database", "%s 是文件夹，不是数据库")
	textFileLongName    = wording.T("the name is too long: %s", "文件名过长：%s")
	textFileLoop        = wording.T("%s is a link to itself", "%s 是指向自身的链接")
	textFileNotFolder   = wording.T("%s is not a folder", "%s 不是文件夹")
	textFileNotSQLite   = wording.T("%s is not an SQLite database", "%s 不是 SQLite 数据库")
	textFileForeign     = wording.T("%s belongs to another program", "%s 是其他程序的数据库")
	textFileNewer       = wording.T("%s was written by a newer version of portdrill", "%s 由更新版本的 portdrill 写入")
	textFileDamaged     = wording.T("%s is damaged", "%s 已损坏")
	textFileHopeless    = wording.T("nothing in %s can be recovered", "%s 中没有可抢救的内容")
	textFileUnwritable  = wording.T("cannot write to %s", "无法写入 %s")
	textFileLocked      = wording.T("%s is locked by another program", "%s 被其他程序锁定")
	textFileMissing     = wording.T("%s does not exist", "文件 %s 不存在")
	textFileLost        = wording.T("%s is missing, but its backups or log are still there", "找不到 %s，但它的备份或日志还在")
	textFileExists      = wording.T("%s already exists; it was not changed", "%s 已存在，未作改动")
	textFileDisk        = wording.T("disk error while reading or writing %s", "读写 %s 时磁盘报错")
	textFileMoved       = wording.T("%s was moved, deleted or replaced while in use", "%s 在使用中被移动、删除或替换")
	textFileOverwritten = wording.T(
		"%s was overwritten or cut off by something else while in use", "%s 在使用中被其他程序覆盖或截断",
	)
	textLogGone         = wording.T("%s was deleted while in use; its contents were saved", "%s 在使用中被删除，其中的内容已保存")
	textLogReplaced     = wording.T("%s was replaced while in use", "%s 在使用中被替换")
	textLearnerGone     = wording.T("this learner is no longer in the database", "数据库中已没有这位学习者")
	textLearnerGoneHint = wording.T(
		"the learner may have been deleted; start again: portdrill drill",
		"该学习者可能已被删除；可重新开始：portdrill drill",
	)
	textMissingHint = wording.T(
		"check the name; portdrill db path shows where your database is",
		"请检查文件名；portdrill db path 显示你的数据库在哪里",
	)
	textLostHint = wording.T(
		"put it back, or restore a backup with portdrill db restore; to start over, move its other files away",
		"请把它放回原处，或用 portdrill db restore 恢复备份；要重新开始，请先移走它的其他文件",
	)
	textExistsHint = wording.T("choose another name, or use --replace", "请换一个名字，或加 --replace")
	textDiskHint   = wording.T(
		"check the disk and try again; your answers so far are saved",
		"请检查磁盘后重试；之前的作答都已保存",
	)
	textMovedHint = wording.T(
		"put it back and try again, or restore a backup: portdrill db restore",
		"请放回原处后重试，或恢复备份：portdrill db restore",
	)
	textOverwrittenHint = wording.T(
		"quit, then rebuild it (portdrill db rebuild) or restore a backup (portdrill db restore), instead of copying over it",
		"请退出，然后重建（portdrill db rebuild）或恢复备份（portdrill db restore）；不要直接复制覆盖",
	)
	textLogGoneHint     = wording.T("try again", "请重试")
	textLogReplacedHint = wording.T(
		"quit and start again; another program is writing to the database",
		"请退出后重新开始；另有程序在写入数据库",
	)
	textClause        = wording.T("; ", "；")
	textFileItself    = wording.T("%s is the database itself", "%s 就是数据库本身")
	textOtherFileHint = wording.T(
		"it was not changed; use --db to choose another file",
		"文件未作改动；请用 --db 指定别的文件",
	)
	textNoFolderHint = wording.T(
		"create the folder, or choose another file with --db",
		"请先建立该文件夹，或用 --db 指定别的文件",
	)
	textNotFolderHint = wording.T("rename it, or choose another path", "请将它改名，或换一个路径")
	textNewerHint     = wording.T(
		"it was not changed; upgrade portdrill, or use --db to choose another file",
		"文件未作改动；请升级 portdrill，或用 --db 指定别的文件",
	)
	textLockedHint = wording.T(
		"close the other program and try again; your answers so far are saved",
		"请关闭那个程序后重试；之前的作答都已保存",
	)
	textFullHint = wording.T(
		"free up some space and try again; your answers so far are saved",
		"请腾出空间后重试；之前的作答都已保存",
	)
	textHopelessHint = wording.T(
		"it was not changed; portdrill db restore FILE restores a backup",
		"文件未作改动；portdrill db restore 文件 可恢复备份",
	)
	textDamagedHint = wording.T(
		"portdrill db rebuild recovers what is readable; portdrill db restore uses a backup",
		"portdrill db rebuild 可抢救能读出的内容；portdrill db restore 可恢复备份",
	)
)
