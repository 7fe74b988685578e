package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// JSON is read token by token: so that every value has its place, and so that
// no file makes the program take much more memory than it is long.

const (
	jsonFormat  = "portdrill-deck"
	jsonVersion = 1
)

// What is more than this is no list of ports.
const (
	maxDepth  = 16
	maxValues = 2_000_000
)

// jsonDeck is the form that decks are written in.
type jsonDeck struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Name    string    `json:"name,omitempty"`
	Rows    []jsonRow `json:"rows"`
}

type jsonRow struct {
	Port        int                   `json:"port"`
	Transports  []catalogue.Transport `json:"transports,omitempty"`
	Service     string                `json:"service"`
	Name        *jsonText             `json:"name,omitempty"`
	Description *jsonText             `json:"description,omitempty"`
	Aliases     []string              `json:"aliases,omitempty"`
}

type jsonText struct {
	EN string `json:"en,omitempty"`
	ZH string `json:"zh,omitempty"`
}

// WriteJSON writes the deck as JSON, an object with its name and rows. It keeps
// the promises of [WriteCSV]; the name is kept too, if there is one.
func WriteJSON(w io.Writer, d Deck) error {
	if err := d.writable(); err != nil {
		return err
	}
	if faults := textFaults(fieldName, d.Name, MaxName); len(faults) > 0 {
		return fmt.Errorf("write a deck: its name: %s", (&entry{}).problem(faults[0]).In(catalogue.English))
	}
	written := jsonDeck{Format: jsonFormat, Version: jsonVersion, Name: d.Name}
	for _, row := range d.Rows {
		written.Rows = append(written.Rows, jsonRow{
			Port: int(row.Port), Transports: row.Transports, Service: row.Service,
			Name: inBoth(row.Name), Description: inBoth(row.Description), Aliases: row.Aliases,
		})
	}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(written); err != nil {
		return err
	}
	return all(w, &text)
}

func inBoth(t catalogue.Text) *jsonText {
	if t == (catalogue.Text{}) {
		return nil
	}
	return &jsonText{t.EN, t.ZH}
}

// A value is a piece of JSON and where it begins.
type value struct {
	place
	kind  byte   // { [ " 0 t n
	text  string // of a text or number
	items []member
}

// A member is a value of an object or array, with its key in an object.
type member struct {
	key string
	value
}

var (
	errSyntax = errors.New("no valid JSON")
	errHuge   = errors.New("too deep or too large for a row")
)

// A jsonReader reads values and keeps count of the lines.
type jsonReader struct {
	text    string
	tokens  *json.Decoder
	counted int   // bytes for which here is known
	here    place // of the token that was read last
	values  int
}

// json reads what programs keep of ports: rows in an array or one under the other,
// objects by port or by name, at any depth.
func (r *reading) json(text string) {
	j := &jsonReader{text: text, tokens: json.NewDecoder(strings.NewReader(text)), here: place{1, 1}}
	j.tokens.UseNumber()
	var tops []member
	for strings.TrimSpace(text[j.tokens.InputOffset():]) != "" {
		v, err := j.value(0)
		switch {
		case errors.Is(err, errHuge):
			r.report(
				Problem{
					Line:   j.here.Line,
					Column: j.here.Column,
					Code:   TooLong,
					Cell:   "JSON",
					Count:  j.values,
					Limit:  maxValues,
				},
			)
			r.unread = true
			return
		case err != nil || v.kind != '{' && v.kind != '[' && len(tops) > 0:
			r.report(Problem{Line: j.here.Line, Column: j.here.Column, Code: BadJSON})
			return
		}
		tops = append(tops, member{value: v})
	}
	w := jsonWalk{r: r, heads: make(map[string]int)}
	switch top := tops[0].value; {
	case len(tops) > 1:
		w.all(tops, jsonContext{})
	case top.kind == '{' && !r.jsonHead(top):
		return
	case top.kind == '{' || top.kind == '[':
		w.walk(top, jsonContext{})
	default:
		r.report(Problem{Line: top.Line, Column: top.Column, Code: UnknownFormat})
		return
	}
	w.end()
}

// jsonHead takes the name and the version of a deck that this program has written;
// it returns false if it cannot be read.
func (r *reading) jsonHead(top value) bool {
	own := top.get("format").text == jsonFormat || top.get("rows").kind == '['
	if !own {
		return true
	}
	if v := top.get("version"); v.kind == '0' {
		if n, err := strconv.Atoi(v.text); err != nil || n > jsonVersion {
			r.report(Problem{Line: v.Line, Column: v.Column, Code: TooNew, Cell: v.text, Limit: jsonVersion})
			return false
		}
	}
	v := top.get("name")
	named := tidy(v.text)
	if v.kind != '"' || named == "" {
		return true
	}
	for _, f := range textFaults(fieldName, named, MaxName) {
		r.report((&entry{place: v.place}).problem(f))
		return true
	}
	r.deck.Name = named
	return true
}

// get returns the member of an object.
func (v value) get(key string) value {
	for _, m := range v.items {
		if m.key == key {
			return m.value
		}
	}
	return value{}
}

// A jsonContext is what keys above a value say of it.
type jsonContext struct {
	port, service, transport string
	place                    // of the key
}

// A jsonWalk makes one table of all rows, whose keys are its headings.
type jsonWalk struct {
	r       *reading
	head    []cell
	heads   map[string]int
	records [][]cell
	begins  []place
	bare    [][]cell // rows that are arrays
	full    bool
}

// walk finds the rows in a value.
func (w *jsonWalk) walk(v value, c jsonContext) {
	switch {
	case w.full:
	case v.kind == '[':
		w.all(v.items, c)
	case v.kind != '{':
	case v.hasPort() || c.port != "" && v.isFlat():
		w.row(v, c)
	case v.mostly(func(m member) bool { return portLike(m.key) }):
		for _, m := range v.items {
			w.keyed(m, jsonContext{port: m.key, transport: c.transport, place: m.place})
		}
	case v.mostly(func(m member) bool { return transportLike(m.key) }):
		for _, m := range v.items {
			w.walk(m.value, jsonContext{port: c.port, transport: strings.ToLower(m.key), place: m.place})
		}
	case v.mostly(func(m member) bool { return m.isPorts() }):
		for _, m := range v.items {
			if m.isPorts() {
				w.add(
					map[string]cell{
						"port":      m.cell(),
						"service":   {text: m.key, place: m.place},
						"transport": {text: c.transport, place: m.place},
					},
					m.place,
				)
			}
		}
	default:
		for _, m := range v.items {
			named := jsonContext{port: c.port, transport: c.transport, place: m.place}
			if m.kind == '{' && m.value.hasPort() {
				named.service = m.key
			}
			w.walk(m.value, named)
		}
	}
}

// keyed takes what is said of the port that is its key.
func (w *jsonWalk) keyed(m member, c jsonContext) {
	said := map[string]cell{"port": {text: c.port, place: m.place}, "transport": {text: c.transport, place: m.place}}
	switch {
	case !portLike(m.key):
	case m.kind == '"':
		said["service"] = cell{text: m.text, place: m.place}
		w.add(said, m.place)
	case m.kind == '[' && len(m.items) > 0 && m.items[0].kind == '"':
		said["service"] = cell{text: m.items[0].text, place: m.items[0].place}
		said["aliases"] = cell{text: "…", parts: m.value.cell().parts[1:], place: m.place}
		w.add(said, m.place)
	default:
		w.walk(m.value, c)
	}
}

// all takes the items of an array.
func (w *jsonWalk) all(items []member, c jsonContext) {
	for _, m := range items {
		switch {
		case m.kind == '"':
			if port, name, ok := anyPair(m.text); ok {
				w.add(
					map[string]cell{"port": {text: port, place: m.place}, "service": {text: name, place: m.place}},
					m.place,
				)
			}
		case m.kind == '[' && m.value.isFlat():
			record := make([]cell, 0, len(m.items))
			for _, item := range m.items {
				record = append(record, item.value.cell())
			}
			if len(record) > 0 && !w.overflows(m.place) {
				w.bare = append(w.bare, record)
			}
		case m.kind == '{' && m.value.isFlat():
			w.row(m.value, c)
		case m.kind == '{' || m.kind == '[':
			w.walk(m.value, c)
		case m.kind != 'n' && c.port == "":
			w.r.report(Problem{Line: m.Line, Column: m.Column, Code: WrongValue, Cell: m.text})
		}
	}
}

func (w *jsonWalk) overflows(at place) bool {
	w.full = w.full || w.r.full(at)
	return w.full
}

// row takes an object that is one row.
func (w *jsonWalk) row(v value, c jsonContext) {
	said := make(map[string]cell)
	for _, m := range v.items {
		f, known := heading(m.key)
		if m.kind == 'n' {
			continue
		}
		if m.kind == '{' {
			w.flatten(said, m)
			continue
		}
		if known && (m.kind == 't' && f < fields || m.kind == '[' && !m.value.isFlat()) {
			w.r.report(Problem{Line: m.Line, Column: m.Column, Code: WrongValue, Cell: m.key})
			return
		}
		if _, there := said[m.key]; !there && (m.kind != '[' || m.value.isFlat()) {
			said[m.key] = m.cell()
		}
	}
	if c.port != "" { // whatever other ports it names
		maps.DeleteFunc(said, func(key string, _ cell) bool { f, ok := heading(key); return ok && f == fieldPort })
		said["port"] = cell{text: c.port, place: c.place}
	}
	for key, text := range map[string]string{"service": c.service, "transport": c.transport} {
		if _, there := said[key]; !there && text != "" {
			said[key] = cell{text: text, place: c.place}
		}
	}
	w.add(said, v.place)
}

// flatten takes {"en": …, "zh": …}, {"number": 22} and {"name": "ssh"}.
func (w *jsonWalk) flatten(said map[string]cell, m member) {
	for _, in := range m.items {
		if in.kind != '"' && in.kind != '0' {
			continue
		}
		switch in.key {
		case "en", "zh":
			said[m.key+"_"+in.key] = in.cell()
		case "name", "number", "value", "port":
			if _, there := said[m.key]; !there {
				said[m.key] = in.cell()
			}
		}
	}
}

// add makes a record of what is said in one place. Ports stand first, since the
// place of a record is that of its first cell.
func (w *jsonWalk) add(said map[string]cell, at place) {
	if len(said) == 0 || w.overflows(at) {
		return
	}
	record := make([]cell, len(w.head), len(w.head)+len(said))
	for _, key := range slices.Sorted(maps.Keys(said)) {
		i, ok := w.heads[key]
		if !ok {
			i = len(w.head)
			w.heads[key] = i
			w.head = append(w.head, cell{text: key, place: at})
			record = append(record, cell{})
		}
		record[i] = said[key]
	}
	for i := range record {
		if record[i].place == (place{}) {
			record[i].place = at
		}
	}
	w.records = append(w.records, record)
	w.begins = append(w.begins, at)
}

// end makes entries of all that was found.
func (w *jsonWalk) end() {
	if len(w.records) > 0 {
		w.r.table(table{head: w.head, records: w.records, begins: w.begins})
	}
	w.r.records(w.bare)
}

// hasPort reports whether an object says of itself which port it is about.
func (v value) hasPort() bool {
	return slices.ContainsFunc(v.items, func(m member) bool {
		f, ok := heading(m.key)
		return ok && (f == fieldPort || f == fieldPortTCP || f == fieldPortUDP) &&
			(m.isPorts() || m.kind == '"' || m.kind == '0' || m.kind == '{' && m.value.get("number").kind != 0)
	})
}

// isPorts reports whether a value is a port or several.
func (m member) isPorts() bool {
	switch m.kind {
	case '0', '"':
		return portLike(m.text)
	case '[':
		return len(m.items) > 0 &&
			!slices.ContainsFunc(
				m.items,
				func(i member) bool { return i.kind != '0' && i.kind != '"' || !portLike(i.text) },
			)
	}
	return false
}

// isFlat reports whether nothing in an object or array has members itself, but for
// arrays and texts in both languages.
func (v value) isFlat() bool {
	return !slices.ContainsFunc(v.items, func(m member) bool {
		return v.kind == '[' && (m.kind == '{' || m.kind == '[') ||
			v.kind == '{' && m.kind == '{' && m.value.get("en").kind == 0 && m.value.get("zh").kind == 0
	})
}

func (v value) mostly(like func(member) bool) bool {
	n := 0
	for _, m := range v.items {
		if like(m) {
			n++
		}
	}
	return 2*n > len(v.items)
}

// cell is a value as a cell of a table.
func (v value) cell() cell {
	if v.kind != '[' {
		return cell{text: v.text, place: v.place}
	}
	c := cell{parts: []string{}, place: v.place}
	for _, item := range v.items {
		c.parts = append(c.parts, item.text)
	}
	c.text = strings.Join(c.parts, ", ")
	return c
}

// next returns the next token and sets where it begins.
func (j *jsonReader) next() (json.Token, error) {
	start := int(j.tokens.InputOffset())
	for start < len(j.text) && strings.IndexByte(" \t\n,:", j.text[start]) >= 0 {
		start++
	}
	j.here = j.here.after(j.text[j.counted:start])
	j.counted = start
	token, err := j.tokens.Token()
	if err != nil {
		return nil, errSyntax
	}
	return token, nil
}

func (j *jsonReader) value(depth int) (value, error) {
	token, err := j.next()
	if err != nil {
		return value{}, err
	}
	v := value{place: j.here}
	if j.values++; j.values > maxValues || depth > maxDepth {
		return v, errHuge
	}
	switch t := token.(type) {
	case string:
		v.kind, v.text = '"', t
	case json.Number:
		v.kind, v.text = '0', t.String()
	case bool:
		v.kind, v.text = 't', strconv.FormatBool(t)
	case nil:
		v.kind = 'n'
	case json.Delim:
		v.kind = byte(t)
		v.items, err = j.members(t == '{', depth+1)
	}
	return v, err
}

// members reads what is in an object or array whose opening was read.
func (j *jsonReader) members(keyed bool, depth int) ([]member, error) {
	var all []member
	for j.tokens.More() {
		var m member
		if keyed {
			key, err := j.next()
			if err != nil {
				return nil, err
			}
			m.key, _ = key.(string)
		}
		var err error
		if m.value, err = j.value(depth); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	_, err := j.next()
	return all, err
}
