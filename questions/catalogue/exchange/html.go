package exchange

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"portdrill/questions/catalogue/exchange/tabular"
)

// Tables of web pages, whose cells can span rows and columns. Tables that are not about
// ports and services are skipped, as in Markdown.

// page decodes a web page by the encoding that it declares, or by the detected one. If there
// is none, page reports that and ok is false.
func (r *reading) page(data []byte) (text string, ok bool) {
	if len(data) > MaxSize {
		r.report(Problem{Code: TooLarge, Limit: MaxSize >> 20})
		return "", false
	}
	if utf8.Valid(data) {
		return lineFeeds.Replace(strings.TrimPrefix(string(data), "\uFEFF")), true
	}
	named := bytes.Contains(bytes.ToLower(data[:min(len(data), 1024)]), []byte("charset="))
	if e, _, certain := charset.DetermineEncoding(data, ""); certain || named {
		if decoded, err := e.NewDecoder().Bytes(data); err == nil {
			return lineFeeds.Replace(string(decoded)), true
		}
	}
	text, _, err := tabular.DecodeText(data)
	if err != nil {
		r.report(Problem{Line: 1, Column: 1, Code: BadEncoding})
		return "", false
	}
	return text, true
}

// pageTables reads every table of a page that has columns for ports and services.
func (r *reading) pageTables(text string) {
	p := pageReader{tokens: html.NewTokenizer(strings.NewReader(text)), at: place{1, 1}}
	tables := p.tables()
	if len(tables) == 0 {
		r.report(Problem{Line: 1, Column: 1, Code: WrongKind, Cell: string(tabular.WebPage)})
		return
	}
	for _, records := range tables {
		for i := range records[:min(len(records), headingRows)] {
			if hasPort(records[i]) && !portsIn(records[i]) {
				r.table(table{head: records[i], records: records[i+1:], among: true})
				break
			}
		}
		if len(r.entries) > MaxRows {
			r.overflow(records[0][0].place)
			return
		}
	}
	if len(tables) == 1 && len(r.entries) == 0 && len(r.passed) == 0 {
		r.records(tables[0])
		return
	}
	r.passTables()
}

// A pageReader reads the tables of a page.
type pageReader struct {
	tokens *html.Tokenizer
	at     place // after the last token
	open   []*pageTable
	done   []*pageTable
	hidden int // depth of elements whose text is skipped
	count  int // of cells read
}

// A pageTable is a table while it is read.
type pageTable struct {
	records [][]cell
	record  []cell
	inRow   bool
	cell    *spanned
	text    strings.Builder
	above   []spanned // cells that span rows below, by column
}

// A spanned cell covers several rows or columns.
type spanned struct {
	cell
	rows, columns int
}

// mostCells is how many cells of a page are read, counting each that a span covers.
const mostCells = 40 * MaxRows

func (p *pageReader) tables() [][][]cell {
	for p.count < mostCells {
		kind := p.tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		begin := p.at
		p.at = p.at.after(string(p.tokens.Raw()))
		p.token(kind, p.tokens.Token(), begin)
	}
	for len(p.open) > 0 {
		p.endTable()
	}
	var all [][][]cell
	for _, t := range p.done {
		if len(t.records) > 0 {
			all = append(all, t.records)
		}
	}
	return all
}

func (p *pageReader) token(kind html.TokenType, t html.Token, at place) {
	switch {
	case t.Data == "script" || t.Data == "style" || t.Data == "sup" && strings.Contains(attribute(t, "class"), "reference"):
		p.hide(kind)
	case p.hidden > 0 && t.Data == "sup":
		p.hide(kind)
	case p.hidden > 0:
	case kind == html.StartTagToken && t.Data == "table":
		p.open = append(p.open, &pageTable{})
		p.done = append(p.done, p.open[len(p.open)-1])
	case len(p.open) == 0:
	case kind == html.EndTagToken && t.Data == "table":
		p.endTable()
	default:
		p.count += p.open[len(p.open)-1].token(kind, t, at)
	}
}

// hide enters or leaves an element whose text is skipped.
func (p *pageReader) hide(kind html.TokenType) {
	switch {
	case kind == html.StartTagToken:
		p.hidden++
	case kind == html.EndTagToken && p.hidden > 0:
		p.hidden--
	}
}

func (p *pageReader) endTable() {
	p.open[len(p.open)-1].endRow()
	p.open = p.open[:len(p.open)-1]
}

// token adds a token to the table, and returns how many cells that completed.
func (t *pageTable) token(kind html.TokenType, token html.Token, at place) int {
	begins := kind == html.StartTagToken || kind == html.SelfClosingTagToken
	switch {
	case kind == html.TextToken && t.cell != nil:
		t.text.WriteString(strings.Join(strings.FieldsFunc(token.Data, func(r rune) bool { return r == '\n' || r == '\t' }), " "))
	case kind == html.TextToken || kind == html.CommentToken:
	case begins && token.Data == "tr":
		return t.endRow()
	case begins && (token.Data == "td" || token.Data == "th"):
		t.endCell()
		t.inRow = true
		t.cell = &spanned{cell: cell{place: at}, rows: spanOf(token, "rowspan"), columns: spanOf(token, "colspan")}
	case begins && breaksLine(token.Data) && t.text.Len() > 0:
		t.text.WriteByte('\n')
	case kind == html.EndTagToken && (token.Data == "td" || token.Data == "th"):
		t.endCell()
	case kind == html.EndTagToken && token.Data == "tr":
		return t.endRow()
	}
	return 0
}

// breaksLine reports whether an element starts a new line.
func breaksLine(element string) bool {
	return slices.Contains([]string{"br", "div", "p", "li"}, element)
}

// spanOf returns how many rows or columns a cell covers, at least one.
func spanOf(token html.Token, key string) int {
	n, err := strconv.Atoi(strings.TrimSpace(attribute(token, key)))
	if err != nil {
		return 1
	}
	return min(max(n, 1), MaxColumns)
}

func attribute(token html.Token, key string) string {
	for _, a := range token.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (t *pageTable) endCell() {
	if t.cell == nil {
		return
	}
	t.cell.text = strings.TrimSpace(strings.ReplaceAll(t.text.String(), "\u00a0", " "))
	t.text.Reset()
	c := *t.cell
	t.cell = nil
	t.fromAbove()
	for range c.columns {
		if len(t.record) > MaxColumns {
			return
		}
		t.put(c)
	}
}

// fromAbove adds the cells that span down into this row, up to the next free column.
func (t *pageTable) fromAbove() {
	for len(t.record) < len(t.above) && t.above[len(t.record)].rows > 1 {
		c := t.above[len(t.record)]
		c.rows--
		t.put(c)
	}
}

func (t *pageTable) put(c spanned) {
	column := len(t.record)
	for len(t.above) <= column {
		t.above = append(t.above, spanned{})
	}
	t.above[column] = c
	t.record = append(t.record, c.cell)
}

// endRow completes the row as a record, and returns how many cells it has.
func (t *pageTable) endRow() int {
	t.endCell()
	if !t.inRow {
		return 0
	}
	t.fromAbove()
	for i := len(t.record); i < len(t.above); i++ { // the row ends before the columns of these
		t.above[i] = spanned{}
	}
	record := t.record
	t.record, t.inRow = nil, false
	if len(record) > 0 && !passedOver(record) {
		t.records = append(t.records, record)
	}
	return len(record)
}
