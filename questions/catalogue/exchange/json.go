package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// What is more than this is no row of a deck.
const (
	maxDepth  = 8
	maxValues = 1_000
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
	values  int   // of the entry that is being read
}

// json reads an array of rows, or an object that has one under "rows".
func (r *reading) json(text string) {
	j := &jsonReader{text: text, tokens: json.NewDecoder(strings.NewReader(text)), here: place{1, 1}}
	j.tokens.UseNumber()
	err := r.jsonTop(j)
	if err == nil {
		err = j.ends()
	}
	switch {
	case errors.Is(err, errSyntax):
		r.report(Problem{Line: j.here.line, Column: j.here.column, Code: BadJSON})
	case errors.Is(err, errHuge):
		r.report(Problem{Line: j.here.line, Column: j.here.column, Code: TooLong, Cell: "JSON", Count: j.values, Limit: maxValues})
	}
}

// errStop ends the reading after everything was said.
var errStop = errors.New("stop")

func (r *reading) jsonTop(j *jsonReader) error {
	token, err := j.next()
	switch {
	case err != nil:
		return err
	case token == json.Delim('['):
		return r.jsonRows(j)
	case token == json.Delim('{'):
		return r.jsonDeck(j)
	}
	r.report(Problem{Line: j.here.line, Column: j.here.column, Code: UnknownFormat})
	return errStop
}

// jsonDeck reads an object of which { was read.
func (r *reading) jsonDeck(j *jsonReader) error {
	for j.tokens.More() {
		key, err := j.next()
		if err != nil {
			return err
		}
		if key == "rows" {
			if token, err := j.next(); err != nil || token != json.Delim('[') {
				return r.wrong(j.here, "rows", err)
			}
			if err := r.jsonRows(j); err != nil {
				return err
			}
			continue
		}
		j.values = 0
		v, err := j.value(0)
		if err != nil {
			return err
		}
		if err := r.jsonHead(key, v); err != nil {
			return err
		}
	}
	_, err := j.next()
	return err
}

// jsonHead takes what stands beside the rows.
func (r *reading) jsonHead(key json.Token, v value) error {
	switch key {
	case "name":
		if v.kind != '"' {
			return r.wrong(v.place, "name", nil)
		}
		named := tidy(v.text)
		for _, f := range textFaults(fieldName, named, MaxName) {
			r.report((&entry{place: v.place}).problem(f))
			return nil
		}
		if named != "" {
			r.deck.Name = named
		}
	case "version":
		if n, err := strconv.Atoi(v.text); err != nil || n > jsonVersion {
			r.report(Problem{Line: v.line, Column: v.column, Code: TooNew, Cell: v.text, Limit: jsonVersion})
			return errStop
		}
	}
	return nil
}

func (r *reading) wrong(at place, what string, err error) error {
	if err != nil {
		return err
	}
	r.report(Problem{Line: at.line, Column: at.column, Code: WrongValue, Cell: what})
	return errStop
}

// jsonRows reads an array of which [ was read.
func (r *reading) jsonRows(j *jsonReader) error {
	for j.tokens.More() {
		j.values = 0
		v, err := j.value(0)
		switch {
		case err != nil:
			return err
		case r.full(v.place):
			return errStop
		case v.kind != '{':
			r.report(Problem{Line: v.line, Column: v.column, Code: WrongValue, Cell: v.text})
		default:
			r.jsonRow(v)
		}
	}
	_, err := j.next()
	return err
}

func (r *reading) jsonRow(v value) {
	e := entry{place: v.place}
	fine := true
	for _, m := range v.items {
		f, ok := heading(m.key)
		if !ok || m.kind == 'n' {
			continue
		}
		if !r.jsonField(&e, f, m) {
			r.report(Problem{Line: m.line, Column: m.column, Code: WrongValue, Cell: m.key})
			fine = false
		}
	}
	if fine {
		r.add(&e)
	}
}

// jsonField takes a member of a row; it returns false if the value is of the
// wrong kind.
func (r *reading) jsonField(e *entry, f field, m member) bool {
	switch m.kind {
	case '"', '0':
		r.set(e, f, cell{text: m.text, place: m.place}, m.key)
		return true
	case '[':
		c, ok := m.list()
		if f == fieldPort || f == fieldTransport {
			c = cell{text: strings.Join(c.parts, ","), place: m.place}
		}
		if !ok || f != fieldPort && f != fieldTransport && f != fieldAliases {
			return false
		}
		r.set(e, f, c, m.key)
		return true
	case '{':
		return r.jsonTexts(e, f, m)
	}
	return false
}

// jsonTexts takes {"en": …, "zh": …}.
func (r *reading) jsonTexts(e *entry, f field, m member) bool {
	if f != fieldName && f != fieldDescription {
		return false
	}
	for _, in := range m.items {
		of, known := map[string]field{"en": f + 1, "zh": f + 2}[in.key]
		switch {
		case !known || in.kind == 'n':
		case in.kind != '"':
			return false
		default:
			r.set(e, of, cell{text: in.text, place: in.place}, m.key)
		}
	}
	return true
}

// list returns the texts and numbers of an array.
func (v value) list() (c cell, ok bool) {
	c = cell{parts: []string{}, place: v.place}
	for _, item := range v.items {
		if item.kind != '"' && item.kind != '0' {
			return c, false
		}
		c.parts = append(c.parts, item.text)
	}
	return c, true
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

// ends returns an error if something stands behind the whole.
func (j *jsonReader) ends() error {
	if strings.TrimSpace(j.text[j.tokens.InputOffset():]) == "" {
		return nil
	}
	j.next()
	return errSyntax
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
