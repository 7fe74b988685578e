package main

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

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   wording.VersionShort.In(a.lang),
		Example: wording.VersionExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(*cobra.Command, []string) error { return a.showVersion() },
	}
}

func (a *app) showVersion() error {
	v := versionOf(debug.ReadBuildInfo())
	if a.json {
		return a.writeJSON(v)
	}
	var rows [][2]string
	if v.Commit != "" {
		about := v.Commit
		if v.Modified {
			about = wording.VersionModified.In(a.lang, about)
		}
		rows = append(rows, [2]string{wording.VersionCommit.In(a.lang), about})
	}
	rows = append(rows, [][2]string{
		{"Go", v.Go + " " + v.OS + "/" + v.Arch},
		{"SQLite", v.SQLite},
		{wording.VersionSchema.In(a.lang), strconv.Itoa(v.Schema)},
		{wording.VersionIANA.In(a.lang), v.IANA},
		{wording.VersionSurvey.In(a.lang), v.Survey},
	}...)
	return a.write("portdrill " + v.Version + "\n" + table(rows))
}

// versionOf adds what Go has noted of the build, if it has, where the Makefile has
// not said it.
func versionOf(info *debug.BuildInfo, noted bool) versionEntry {
	v := versionEntry{
		Version: version, Commit: commit, Date: date, Modified: strings.HasSuffix(version, "-dirty"), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
		SQLite: store.SQLiteVersion(), Schema: store.LatestVersion(), IANA: catalogue.RegistryDate, Survey: catalogue.SurveyDate,
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
