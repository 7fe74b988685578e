package main

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

func (a *app) manCommand(root *cobra.Command) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "man [COMMAND]",
		Short:   wording.ManShort.In(a.lang),
		Long:    wording.ManLong.In(a.lang),
		Example: wording.ManExamples.In(a.lang),
		RunE: func(_ *cobra.Command, args []string) error {
			if dir != "" {
				return a.writeManual(root, dir)
			}
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 || !cmd.IsAvailableCommand() && cmd != root {
				return a.noSuchCommand(root, args)
			}
			return a.write(a.manual(cmd))
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", wording.FlagManDir.In(a.lang))
	cmd.Flag("dir").Hidden = true // for make install
	cmd.ValidArgsFunction = listCommands
	completes(cmd, "dir", listFolders)
	return cmd
}

// writeManual writes the page of the program and those of its commands.
func (a *app) writeManual(root *cobra.Command, dir string) error {
	for _, cmd := range append([]*cobra.Command{root}, available(root)...) {
		path := filepath.Join(dir, manualName(cmd)+".1")
		if err := os.WriteFile(path, []byte(a.manual(cmd)), 0o644); err != nil {
			return a.fileProblem(path, err)
		}
	}
	return nil
}

func manualName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manual is the page of a command: what help says, and for the program itself all
// that goes for every command.
func (a *app) manual(cmd *cobra.Command) string {
	built := versionOf(debug.ReadBuildInfo())
	date, _, _ := strings.Cut(built.Date, "T")
	p := newPage(manualName(cmd), date, "portdrill "+built.Version, wording.ManTitle.In(a.lang))
	p.section(wording.ManName.In(a.lang))
	p.line(escaped(manualName(cmd)) + ` \- ` + escaped(cmd.Short))
	p.section(wording.ManSynopsis.In(a.lang))
	p.line(`\fB` + escaped(cmd.CommandPath()) + `\fR` + escaped(strings.TrimPrefix(a.usageLine(cmd), cmd.CommandPath())))
	if cmd.Long != "" {
		p.section(wording.ManAbout.In(a.lang))
		p.text(cmd.Long)
	}
	if cmd.Example != "" {
		p.section(wording.ManShown.In(a.lang))
		p.verbatim(cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		p.section(wording.ManCommands.In(a.lang))
		a.manualCommands(p, cmd)
	}
	if !cmd.HasParent() {
		p.section(wording.ManGlobal.In(a.lang))
		p.flags(cmd.NonInheritedFlags())
		a.manualWorld(p)
	} else {
		if cmd.HasAvailableLocalFlags() {
			p.section(wording.ManFlags.In(a.lang))
			p.flags(cmd.NonInheritedFlags())
		}
		p.section(wording.ManGlobal.In(a.lang))
		p.flags(cmd.InheritedFlags())
	}
	p.section(wording.ManSeeAlso.In(a.lang))
	p.line(a.seeAlso(cmd))
	return p.String()
}

// manualCommands describes the commands of a command, and theirs.
func (a *app) manualCommands(p *page, cmd *cobra.Command) {
	for _, sub := range available(cmd) {
		_, arguments, _ := strings.Cut(sub.Use, " ")
		p.request("SS", strings.TrimSpace(strings.TrimPrefix(sub.CommandPath(), "portdrill ")+" "+arguments))
		if sub.Long == "" {
			p.text(sub.Short)
		} else {
			p.text(sub.Long)
		}
		if sub.Example != "" {
			p.verbatim(sub.Example)
		}
		p.flags(sub.NonInheritedFlags())
		a.manualCommands(p, sub)
	}
}

func (p *page) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			p.item(flagWords(f))
		}
	})
}

// manualWorld tells of what lies around the program.
func (a *app) manualWorld(p *page) {
	items := func(title wording.Text, rows ...manualRow) {
		p.section(title.In(a.lang))
		for _, row := range rows {
			p.item(row.word, "", row.about.In(a.lang))
		}
	}
	items(wording.ManVariable,
		manualRow{"PORTDRILL_DB", wording.VariableDB},
		manualRow{"LC_ALL, LC_MESSAGES, LANG", wording.VariableLocale},
		manualRow{"NO_COLOR, FORCE_COLOR", wording.VariableColour},
		manualRow{"XDG_DATA_HOME", wording.VariableData})
	items(wording.ManFiles,
		manualRow{"~/.local/share/portdrill/portdrill.db", wording.FileDatabase},
		manualRow{"~/.local/share/portdrill/portdrill.db-backups", wording.FileBackups})
	items(wording.ManExit,
		manualRow{fmt.Sprint(exitDone), wording.ExitDone},
		manualRow{fmt.Sprint(exitFailed), wording.ExitFailed},
		manualRow{fmt.Sprint(exitUsage), wording.ExitUsage},
		manualRow{fmt.Sprint(exitInputEnded), wording.ExitInputEnded},
		manualRow{fmt.Sprint(exitInterrupted), wording.ExitInterrupt})
}

type manualRow struct {
	word  string
	about wording.Text
}

// seeAlso names the pages around: of the program those of its commands.
func (a *app) seeAlso(cmd *cobra.Command) string {
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
