package app

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/wording"
)

func manCommand(a *App, root *cobra.Command) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "man [COMMAND]",
		Short:   textManShort.In(a.Lang),
		Long:    textManLong.In(a.Lang),
		Example: textManExamples.In(a.Lang),
		RunE: func(_ *cobra.Command, args []string) error {
			if dir != "" {
				return writeManual(a, root, dir)
			}
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 || !cmd.IsAvailableCommand() && cmd != root {
				return a.NoSuchCommand(root, args)
			}
			return a.Print(manual(a, cmd))
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", textFlagManDir.In(a.Lang))
	cmd.Flag("dir").Hidden = true // for make install
	cmd.ValidArgsFunction = a.Completion(listCommands)
	a.Completes(cmd, "dir", listFolders)
	return cmd
}

// writeManual writes the page of the program and those of its commands.
func writeManual(a *App, root *cobra.Command, dir string) error {
	for _, cmd := range append([]*cobra.Command{root}, available(root)...) {
		path := filepath.Join(dir, manualName(cmd)+".1")
		if err := os.WriteFile(path, []byte(manual(a, cmd)), 0o644); err != nil {
			return fileProblem(a, path, err)
		}
	}
	return nil
}

func manualName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manual is the page of a command: what help says, and for the program itself all
// that goes for every command.
func manual(a *App, cmd *cobra.Command) string {
	built := versionOf(debug.ReadBuildInfo())
	date, _, _ := strings.Cut(built.Date, "T")
	p := newPage(a.Lang, manualName(cmd), date, "portdrill "+built.Version, textManTitle.In(a.Lang))
	p.section(textManName.In(a.Lang))
	p.line(escaped(manualName(cmd)) + ` \- ` + escaped(cmd.Short))
	p.section(textManSynopsis.In(a.Lang))
	p.line(
		`\fB` + escaped(cmd.CommandPath()) + `\fR` + escaped(strings.TrimPrefix(usageLine(a, cmd), cmd.CommandPath())),
	)
	if cmd.Long != "" {
		p.section(textManAbout.In(a.Lang))
		p.text(cmd.Long)
	}
	if cmd.Example != "" {
		p.section(textManShown.In(a.Lang))
		p.verbatim(cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		p.section(textManCommands.In(a.Lang))
		manualCommands(p, cmd)
	}
	if !cmd.HasParent() {
		p.section(textManGlobal.In(a.Lang))
		p.flags(cmd.NonInheritedFlags())
		manualWorld(a, p)
	} else {
		if cmd.HasAvailableLocalFlags() {
			p.section(textManFlags.In(a.Lang))
			p.flags(cmd.NonInheritedFlags())
		}
		p.section(textManGlobal.In(a.Lang))
		p.flags(cmd.InheritedFlags())
	}
	p.section(textManSeeAlso.In(a.Lang))
	p.line(seeAlso(cmd))
	return p.String()
}

// manualCommands describes the commands of a command, and theirs.
func manualCommands(p *page, cmd *cobra.Command) {
	for _, sub := range available(cmd) {
		p.request("SS", strings.TrimSpace(
			strings.TrimPrefix(sub.CommandPath(), "portdrill ")+" "+argumentsOf(p.lang, sub)))
		if sub.Long == "" {
			p.text(sub.Short)
		} else {
			p.text(sub.Long)
		}
		if sub.Example != "" {
			p.verbatim(sub.Example)
		}
		p.flags(sub.NonInheritedFlags())
		manualCommands(p, sub)
	}
}

func (p *page) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			p.item(flagWords(p.lang, f))
		}
	})
}

// manualWorld tells of what lies around the program.
func manualWorld(a *App, p *page) {
	items := func(title wording.Text, rows ...manualRow) {
		p.section(title.In(a.Lang))
		for _, row := range rows {
			p.item(row.word, "", row.about.In(a.Lang))
		}
	}
	items(textManVariable,
		manualRow{"PORTDRILL_DB", textVariableDB},
		manualRow{"LC_ALL, LC_MESSAGES, LANG", textVariableLocale},
		manualRow{"NO_COLOR, FORCE_COLOR", textVariableColour},
		manualRow{"XDG_DATA_HOME", textVariableData})
	items(textManFiles,
		manualRow{"~/.local/share/portdrill/portdrill.db", textFileDatabase},
		manualRow{"~/.local/share/portdrill/portdrill.db-backups", textFileBackups})
	items(textManExit,
		manualRow{fmt.Sprint(ExitDone), textExitDone},
		manualRow{fmt.Sprint(ExitFailed), textExitFailed},
		manualRow{fmt.Sprint(ExitUsage), textExitUsage},
		manualRow{fmt.Sprint(ExitInputEnded), textExitInputEnded},
		manualRow{fmt.Sprint(ExitInterrupted), textExitInterrupt})
}

type manualRow struct {
	word  string
	about wording.Text
}

// seeAlso names the pages around: of the program those of its commands.
func seeAlso(cmd *cobra.Command) string {
	around := []*cobra.Command{cmd.Parent()}
	if !cmd.HasParent() {
		around = available(cmd)
	}
	pages := make([]string, len(around))
	for i, other := range around {
		pages[i] = `\fB` + escaped(manualName(other)) + `\fR(1)`
	}
	return strings.Join(pages, ", ")
}

var (
	textManShort = wording.T("print the manual page of a command", "输出手册页")
	textManLong  = wording.T(
		`A page is for man(1), on the whole program or on one command. make install
installs all pages.`,
		`供 man(1) 显示，可以是整个程序或某个命令的手册页。make install 会安装全部
手册页。`,
	)
	textManExamples = wording.T(
		`  portdrill man | man -l -
  portdrill man drill | man -l -
  portdrill man --lang zh > portdrill.1`,
		`  portdrill man | man -l -
  portdrill man drill | man -l -
  portdrill man --lang en > portdrill.1`,
	)
	textFlagManDir = wording.T(
		"write all manual pages into the folder `DIR`",
		"把全部手册页写入此`文件夹`",
	)
	textManName        = wording.T("NAME", "名称")
	textManSynopsis    = wording.T("SYNOPSIS", "概要")
	textManAbout       = wording.T("DESCRIPTION", "说明")
	textManShown       = wording.T("EXAMPLES", "示例")
	textManCommands    = wording.T("COMMANDS", "命令")
	textManFlags       = wording.T("OPTIONS", "选项")
	textManGlobal      = wording.T("GLOBAL OPTIONS", "通用选项")
	textManVariable    = wording.T("ENVIRONMENT", "环境变量")
	textManFiles       = wording.T("FILES", "文件")
	textManExit        = wording.T("EXIT STATUS", "退出状态")
	textManSeeAlso     = wording.T("SEE ALSO", "另见")
	textManTitle       = wording.T("User Commands", "用户命令")
	textVariableDB     = wording.T("path of the database, unless --db is given", "数据库的路径（未给出 --db 时）")
	textVariableLocale = wording.T(
		"the language, unless --lang is given; the first one that is set wins",
		"语言（未给出 --lang 时）；取第一个已设置的变量",
	)
	textVariableColour = wording.T(
		"NO_COLOR turns color off; FORCE_COLOR keeps it on in a pipe",
		"设置 NO_COLOR 则不用颜色；设置 FORCE_COLOR 则在管道中也用颜色",
	)
	textVariableData = wording.T("the data folder (default: ~/.local/share)", "个人数据文件夹（默认为 ~/.local/share）")
	textFileDatabase = wording.T("your answers, cards and settings", "你的作答、卡片和设置")
	textFileBackups  = wording.T(
		"backups; 7 daily, 4 weekly and 12 monthly ones are kept",
		"备份；保留 7 天、4 周、12 个月的",
	)
	textExitDone       = wording.T("success, also when you quit", "成功，包括主动退出")
	textExitFailed     = wording.T("an error occurred", "出错")
	textExitUsage      = wording.T("usage error", "用法有误")
	textExitInputEnded = wording.T("piped input ended in the middle of a question", "管道输入在题目中途结束")
	textExitInterrupt  = wording.T("interrupted with Ctrl-C", "按 Ctrl-C 中断")
)
