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
		store.ErrMoved, store.ErrLogGone, store.ErrLogReplaced,
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
	case errors.Is(err, store.ErrNoLearner): // who was there when the program began
		return Problem{textLearnerGone.In(lang), textLearnerGoneHint.In(lang), ExitFailed}
	default:
		return Problem{err.Error(), "", ExitFailed}
	}
	for _, known := range []struct {
		err        error
		text, hint wording.Text
	}{
		{store.ErrFolder, textFileFolder, textOtherFileHint},
		{store.ErrNoFolder, textFileNoFolder, textNoFolderHint},
		{store.ErrNotFolder, textFileNotFolder, textNotFolderHint},
		{store.ErrNotSQLite, textFileNotSQLite, textOtherFileHint},
		{store.ErrForeign, textFileForeign, textOtherFileHint},
		{store.ErrNewer, textFileNewer, textNewerHint},
		{store.ErrDamaged, textFileDamaged, textDamagedHint},
		{store.ErrUnwritable, textFileUnwritable, textUnwritableFix},
		{store.ErrLocked, textFileLocked, textLockedHint},
		{store.ErrFull, textFileFull, textFullHint},
		{store.ErrNoFile, textFileMissing, textMissingHint},
		{store.ErrExists, textFileExists, textExistsHint},
		{store.ErrItself, textFileItself, TextOtherNameHint},
		{store.ErrDisk, textFileDisk, textDiskHint},
		{store.ErrMoved, textFileMoved, textMovedHint},
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
		"The input ended in the middle of a question. What was answered is kept.",
		"输入在题目中途结束。已作答的内容都已保存。",
	)
	textErrorPrefix     = wording.T("portdrill: ", "portdrill：")
	textFileFolder      = wording.T("%s is a folder, not a database", "%s 是文件夹，不是数据库")
	textFileNotFolder   = wording.T("%s is not a folder", "%s 不是文件夹")
	textFileNotSQLite   = wording.T("%s is not an SQLite database", "%s 不是 SQLite 数据库")
	textFileForeign     = wording.T("%s is a database of another program", "%s 是其他程序的数据库")
	textFileNewer       = wording.T("%s was written by a newer portdrill", "%s 由更新版本的 portdrill 写成")
	textFileDamaged     = wording.T("%s is damaged", "%s 已损坏")
	textFileUnwritable  = wording.T("%s cannot be written", "%s 不可写")
	textFileLocked      = wording.T("%s is locked by another program", "%s 被其他程序锁定")
	textFileMissing     = wording.T("there is no file %s", "没有文件 %s")
	textFileExists      = wording.T("%s exists already; it was left as it is", "%s 已存在，未作改动")
	textFileDisk        = wording.T("%s cannot be read or written: the disk reports an error", "%s 无法读写：磁盘报错")
	textFileMoved       = wording.T("%s is not where it was: it was moved, deleted or replaced", "%s 已不在原处：被移动、删除或替换")
	textLogGone         = wording.T("%s was deleted while it was in use; what it held was saved", "%s 在使用中被删除，其中的内容已保存")
	textLogReplaced     = wording.T("%s was replaced while it was in use", "%s 在使用中被替换")
	textLearnerGone     = wording.T("the learner is not in the database any more", "数据库中已没有这位学习者")
	textLearnerGoneHint = wording.T(
		"it may have been forgotten on request; start again: portdrill drill",
		"可能已被要求遗忘；可重新开始：portdrill drill",
	)
	textMissingHint = wording.T(
		"check the name; portdrill db path shows where yours is",
		"请检查文件名；portdrill db path 显示你的数据库在哪里",
	)
	textExistsHint = wording.T("give another name, or --replace", "请换一个名字，或加 --replace")
	textDiskHint   = wording.T(
		"check the disk and its cable, then try again; what was answered before is kept",
		"请检查磁盘及其连接后重试；之前的作答都已保存",
	)
	textMovedHint = wording.T(
		"put it back, then try again; or begin anew with portdrill db restore",
		"请放回原处后重试，或用 portdrill db restore 恢复备份",
	)
	textLogGoneHint     = wording.T("try again", "请重试")
	textLogReplacedHint = wording.T(
		"leave and begin again; another program writes to the database",
		"请退出后重新开始；另有程序在写入数据库",
	)
	textClause        = wording.T("; ", "；")
	textFileItself    = wording.T("%s is the database itself", "%s 就是数据库本身")
	textOtherFileHint = wording.T("it was left as it is; point --db at another file", "文件未作任何改动；请用 --db 指定别的文件")
	textNoFolderHint  = wording.T("make the folder, or point --db elsewhere", "请先建立该文件夹，或用 --db 指定别处")
	textNotFolderHint = wording.T("give it another name", "请将它改名")
	textNewerHint     = wording.T(
		"it was left as it is; upgrade, or point --db at another file",
		"文件未作任何改动；请升级程序，或用 --db 指定别的文件",
	)
	textLockedHint = wording.T(
		"close the other program, then try again; what was answered before is kept",
		"请关闭那个程序后重试；之前的作答都已保存",
	)
	textFullHint    = wording.T("make room, then try again; what was answered before is kept", "请腾出空间后重试；之前的作答都已保存")
	textDamagedHint = wording.T(
		"portdrill db rebuild keeps what can be read, db restore puts a backup in its place",
		"portdrill db rebuild 保留还能读出的内容；db restore 用备份替换",
	)
)
