package class

import (
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// reportPage is one file that loads nothing, for a browser or for paper. Names and
// typed answers come from strangers: the template escapes them.
var reportPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"percent": app.Percent, "two": func(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }, "join": func(lang catalogue.Lang, all []string) string { return strings.Join(all, wording.Listed.In(lang)) },
	}).Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}</title>
<style>
:root { --ground: #fff; --ink: #1a1c1e; --faint: #54595f; --line: #c5cad0; --right: #146c2e; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #121416; --ink: #e8eaed; --faint: #a9b0b7; --line: #454b51; --right: #7fd894; --wrong: #ffb4ab; } }
body { font: 1rem/1.5 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: var(--ink); background: var(--ground); overflow-wrap: break-word; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; } .right { color: var(--right); font-weight: 600; } .flag { color: var(--wrong); font-weight: 600; } .faint { color: var(--faint); }
pre { overflow-x: auto; padding: .5rem .75rem; border: 1px solid var(--line); font: .85rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
.wide { overflow-x: auto; }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{if .R.Reteach}}<h2>{{.T.reteach}}</h2>
<ul>{{range .R.Reteach}}<li>{{percent .Facility}} · {{.Stem}} <span class="right">{{join $.Lang .Answers}}</span></li>{{end}}</ul>{{end}}
{{range .R.Sessions}}
<h2>{{.Date}}</h2>
<p>{{$.T.learners}}: {{.Learners}} · {{$.T.mean}}: {{percent .Mean}}{{with .Reliability}} · KR-20: {{two .}}{{end}}{{with .Error}} · SEM: {{two .}}{{end}}</p>
{{range .Questions}}
<h3>{{.N}}. {{.Stem}}</h3>
{{with .Block}}<pre>{{range .}}{{.}}
{{end}}</pre>
{{end}}<p>{{$.T.facility}}: {{percent .Facility}}{{with .Discrimination}} · {{$.T.index}}: {{two .}}{{end}} <span class="faint">{{.Area}}</span></p>
{{range .Flags}}<p class="flag">! {{index $.Flags .}}</p>{{end}}
<table><thead><tr><th scope="col">{{$.T.choice}}</th><th scope="col" class="number">{{$.T.count}}</th></tr></thead><tbody>
{{range .Choices}}<tr><td{{if .Right}} class="right"{{end}}>{{if .DontKnow}}{{$.T.dontKnow}}{{else}}{{.Text}}{{end}}{{if .Right}} ✓{{end}}</td><td class="number">{{.Count}}</td></tr>
{{end}}</tbody></table>
{{end}}
<h3>{{$.T.people}}</h3>
<div class="wide" tabindex="0" role="region" aria-label="{{$.T.people}}"><table><thead><tr><th scope="col">{{$.T.person}}</th><th scope="col" class="number">{{$.T.points}}</th><th scope="col" class="number">{{$.T.right}}</th><th scope="col">{{$.T.weak}}</th></tr></thead><tbody>
{{$n := len .Questions}}{{range .People}}<tr><td>{{.Name}}</td><td class="number">{{.Score}}</td><td class="number">{{.Right}}/{{$n}}</td><td>{{join $.Lang .Weak}}</td></tr>
{{end}}</tbody></table></div>
{{end}}
<h2>{{.T.areas}}</h2>
<table><thead><tr><th scope="col">{{.T.area}}</th><th scope="col" class="number">{{.T.right}}</th><th scope="col">{{.T.overTime}}</th></tr></thead><tbody>
{{range .R.Areas}}<tr><td>{{.Area}}</td><td class="number">{{.Right}}/{{.Asked}}</td><td>{{range $i, $s := .Shares}}{{if $i}} {{end}}{{with $s}}{{percent .}}{{else}}–{{end}}{{end}}</td></tr>
{{end}}</tbody></table>
{{if .R.Forecast}}<h2>{{.T.forecast}}</h2>
<table><thead><tr><th scope="col">{{.T.person}}</th><th scope="col">{{.T.exam}}</th><th scope="col">{{.T.known}}</th><th scope="col">{{.T.expected}}</th></tr></thead><tbody>
{{range .R.Forecast}}<tr><td>{{.Name}}</td><td>{{.Goal.Deck}} {{.Goal.Exam}}</td><td>{{call $.Range .Known}}</td><td>{{call $.Range .Expected}}</td></tr>
{{end}}</tbody></table>{{end}}
</main>
</body>
</html>
`))
})

func reportHTML(a *app.App, w io.Writer, r classReport) error {
	t := make(map[string]string)
	for name, text := range map[string]wording.Text{
		"reteach": textReportReteach, "learners": textHTMLLearners, "mean": textHTMLMean, "facility": textColumnFacility, "index": textColumnIndex,
		"choice": textColumnChoice, "count": textColumnCount, "dontKnow": classroom.TextPageDontKnow, "people": textHTMLPeople, "person": textColumnPerson,
		"points": textColumnPoints, "right": textColumnRightCount, "weak": textColumnLookAgain, "areas": textReportAreas, "area": textColumnAreaName,
		"overTime": textHTMLOverTime,
		"forecast": textReportForecast, "exam": textColumnExam, "known": app.TextKnownNow, "expected": app.TextOnExamDay,
	} {
		t[name] = text.In(a.Lang)
	}
	flags := make(map[room.Flag]string)
	for _, f := range []room.Flag{room.TooHard, room.TooEasy, room.Weak, room.KeyDoubtful, room.TeachAgain} {
		flags[f] = flagWordsOf(f).In(a.Lang)
	}
	title := textHTMLTitle.In(a.Lang)
	if r.Class != "" {
		title += ": " + r.Class
	}
	return reportPage().Execute(terminal.VisibleHTML(w), map[string]any{
		"Lang": a.Lang, "Title": title, "R": r, "T": t, "Flags": flags,
		"Range": func(r app.RangeEntry) string { return r.Percent(a) },
	})
}

var (
	textColumnAreaName = wording.T("area", "领域")
	textHTMLTitle      = wording.T("Class report", "班级报告")
	textHTMLLearners   = wording.T("Students", "人数")
	textHTMLMean       = wording.T("right on average", "平均答对")
	textHTMLPeople     = wording.T("Students", "学生")
	textHTMLOverTime   = wording.T("over time", "变化")
)
