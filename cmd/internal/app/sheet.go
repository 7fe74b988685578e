package app

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz"
)

// A Sheet is a table for spreadsheets: RFC 4180 in UTF-8, with the mark at its
// beginning by which Excel knows that.
type Sheet struct{ rows *csv.Writer }

// NewSheet begins a table that is written to w.
func NewSheet(w io.Writer) (*Sheet, error) {
	const bom = "\uFEFF"
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, fmt.Errorf("write the table: %w", err)
	}
	s := &Sheet{csv.NewWriter(w)}
	s.rows.UseCRLF = true
	return s, nil
}

// NewImportSheet begins a table that a learning platform imports, without the mark.
func NewImportSheet(w io.Writer) (*Sheet, error) {
	s := &Sheet{csv.NewWriter(w)}
	s.rows.UseCRLF = true
	return s, nil
}

// NoGrade is a cell that says that there is no grade. No spreadsheet takes it for a formula.
const NoGrade = "-"

// Row writes a row. Its cells are made [terminal.Visible] and safe by [tabular.Guard].
func (s *Sheet) Row(cells ...string) error {
	for i, cell := range cells {
		if cell != NoGrade {
			cells[i] = tabular.Guard(terminal.Visible(cell, false))
		}
	}
	if err := s.rows.Write(cells); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// End writes what is buffered.
func (s *Sheet) End() error {
	s.rows.Flush()
	if err := s.rows.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// AnswerColumns name what answerRow returns.
var AnswerColumns = []wording.Text{
	TextColumnWhen, charts.TextColumnDay, TextColumnQuestion, TextColumnGiven, TextColumnRight, textColumnDontKnow,
	textColumnGrade, textColumnCounts, TextColumnSeconds, textColumnKind, textColumnFormat, charts.TextColumnDeck,
	textColumnLang, textColumnFacets,
}

// AnswerRow returns the cells of an answer, as [AnswerColumns] name them.
func AnswerRow(e quiz.Event) []string {
	a := e.Answer
	grade := ""
	if a.Grade.Valid() {
		grade = a.Grade.String()
	}
	facets := make([]string, len(a.Facets))
	for i, f := range a.Facets {
		facets[i] = string(f)
	}
	return []string{
		e.At.Format(time.RFC3339), e.Day.String(), a.Stem, a.Given, OneOrZero(a.Correct), OneOrZero(a.DontKnow),
		grade, string(a.Counts), strconv.FormatFloat(a.Took.Seconds(), 'f', 1, 64), string(a.Kind), string(a.Format), a.Deck,
		string(a.Lang), strings.Join(facets, " "),
	}
}

// OneOrZero is what spreadsheets can add up.
func OneOrZero(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

var (
	textColumnDontKnow = wording.T("don't know", "不知道")
	textColumnGrade    = wording.T("grade", "评分")
	textColumnCounts   = wording.T("counts as", "计为")
	textColumnKind     = wording.T("kind", "题型")
	textColumnFormat   = wording.T("format", "作答方式")
	textColumnLang     = wording.T("language", "语言")
	textColumnFacets   = wording.T("facets", "知识点")
)
