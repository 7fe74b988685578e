package app

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// What git calls the commit, its hash, and its date, set by the Makefile; where it
// did not build, what Go has noted says it.
var version, commit, date string

// A versionEntry says what the program is made of. Fields are only ever added.
type versionEntry struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`   // empty if it was not built in a clone
	Date     string `json:"date"`     // of the commit, RFC 3339
	Modified bool   `json:"modified"` // by what was not committed
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	SQLite   string `json:"sqlite"`
	Schema   int    `json:"schema"` // of databases that it writes
	IANA     string `json:"iana"`   // date of the registry
	Survey   string `json:"survey"` // date of what is said about services in use
}

func versionCommand(a *App) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   textVersionShort.In(a.Lang),
		Example: textVersionExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(*cobra.Command, []string) error { return showVersion(a) },
	}
}

func showVersion(a *App) error {
	v := versionOf(debug.ReadBuildInfo())
	if a.JSON {
		return a.PrintJSON(v)
	}
	var rows [][2]string
	if v.Commit != "" {
		about := v.Commit
		if v.Modified {
			about = textVersionModified.In(a.Lang, about)
		}
		rows = append(rows, [2]string{textVersionCommit.In(a.Lang), about})
	}
	rows = append(rows, [][2]string{
		{"Go", v.Go + " " + v.OS + "/" + v.Arch},
		{"SQLite", v.SQLite},
		{textVersionSchema.In(a.Lang), strconv.Itoa(v.Schema)},
		{textVersionIANA.In(a.Lang), v.IANA},
		{textVersionSurvey.In(a.Lang), v.Survey},
	}...)
	return a.Print("portdrill " + v.Version + "\n" + Table(rows))
}

// versionOf adds what Go has noted of the build, if it has, where the Makefile has
// not said it.
func versionOf(info *debug.BuildInfo, noted bool) versionEntry {
	v := versionEntry{
		Version: version, Commit: commit, Date: date, Modified: strings.HasSuffix(version, "-dirty"),
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
		SQLite: store.SQLiteVersion(), Schema: store.LatestVersion(), IANA: catalogue.RegistryDate,
		Survey: catalogue.SurveyDate,
	}
	if noted && commit == "" {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Commit = s.Value
			case "vcs.time":
				v.Date = s.Value
			case "vcs.modified":
				v.Modified = s.Value == "true"
			}
		}
	}
	if noted {
		v.Version = cmp.Or(v.Version, info.Main.Version)
	}
	v.Version = strings.TrimPrefix(cmp.Or(v.Version, "(devel)"), "v")
	return v
}

var (
	textVersionShort    = wording.T("show the version and build information", "显示版本和构建信息")
	textVersionExamples = wording.T(
		"  portdrill version\n  portdrill version --json",
		"  portdrill version\n  portdrill version --json",
	)
	textVersionCommit   = wording.T("commit", "提交")
	textVersionModified = wording.T("%s, modified", "%s（有改动）")
	textVersionSchema   = wording.T("database schema", "数据库结构")
	textVersionIANA     = wording.T("IANA registry", "IANA 登记表")
	textVersionSurvey   = wording.T("survey of actual use", "实际使用情况调查")
)
