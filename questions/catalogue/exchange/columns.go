package exchange

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A field is what a column, a key or a line of an entry is about.
type field int

// Of name and description there are three each: one without a language, which is
// told by its script.
const (
	fieldPort field = iota
	fieldTransport
	fieldService
	fieldName
	fieldNameEN
	fieldNameZH
	fieldDescription
	fieldDescriptionEN
	fieldDescriptionZH
	fieldAliases
	fields // how many there are
)

// headings are what the fields are called, as [heading] writes it.
var headings = map[string]field{
	"port": fieldPort, "ports": fieldPort, "portnumber": fieldPort, "portno": fieldPort, "端口": fieldPort, "端口号": fieldPort, "端口号码": fieldPort,

	"transport": fieldTransport, "transports": fieldTransport, "protocol": fieldTransport, "protocols": fieldTransport, "proto": fieldTransport,
	"transportprotocol": fieldTransport, "tcp/udp": fieldTransport, "协议": fieldTransport, "传输协议": fieldTransport, "传输层协议": fieldTransport, "传输层": fieldTransport,

	"service": fieldService, "servicename": fieldService, "servicekey": fieldService, "services": fieldService,
	"服务": fieldService, "服务名": fieldService, "服务名称": fieldService,

	"name": fieldName, "名称": fieldName, "名字": fieldName,
	"nameen": fieldNameEN, "englishname": fieldNameEN, "英文名": fieldNameEN, "英文名称": fieldNameEN, "名称en": fieldNameEN, "名称英文": fieldNameEN,
	"namezh": fieldNameZH, "chinesename": fieldNameZH, "中文名": fieldNameZH, "中文名称": fieldNameZH, "名称zh": fieldNameZH, "名称中文": fieldNameZH,

	"description": fieldDescription, "desc": fieldDescription, "comment": fieldDescription, "comments": fieldDescription, "note": fieldDescription, "notes": fieldDescription,
	"other": fieldDescription, "说明": fieldDescription, "描述": fieldDescription, "备注": fieldDescription, "用途": fieldDescription, "其他": fieldDescription, "其它": fieldDescription,
	"descriptionen": fieldDescriptionEN, "descen": fieldDescriptionEN, "英文说明": fieldDescriptionEN, "说明en": fieldDescriptionEN, "说明英文": fieldDescriptionEN,
	"descriptionzh": fieldDescriptionZH, "desczh": fieldDescriptionZH, "中文说明": fieldDescriptionZH, "说明zh": fieldDescriptionZH, "说明中文": fieldDescriptionZH,

	"alias": fieldAliases, "aliases": fieldAliases, "别名": fieldAliases, "又名": fieldAliases, "其他名称": fieldAliases,
}

// ownHeadings are the columns of the tables that are written.
var ownHeadings = []string{"port", "transport", "service", "name_en", "name_zh", "description_en", "description_zh", "aliases"}

var headingSigns = strings.NewReplacer(" ", "", "_", "", "-", "", "(", "", ")", "", ":", "", "*", "", "`", "")

// heading returns what a heading is about.
func heading(text string) (field, bool) {
	if len(text) > 4*MaxName {
		return 0, false
	}
	f, ok := headings[headingSigns.Replace(strings.ToLower(strings.TrimSpace(norm.NFKC.String(text))))]
	return f, ok
}

// columns are what the columns of a table are about; -1 for nothing that is
// read.
type columns []field

const unread field = -1

// headed returns what the headings say; ok is false if none is for ports.
func headed(record []cell) (c columns, ok bool) {
	for _, cell := range record {
		f, known := heading(cell.text)
		if !known {
			f = unread
		}
		ok = ok || f == fieldPort
		c = append(c, f)
	}
	return c, ok
}

func (c columns) has(f field) bool {
	for _, each := range c {
		if each == f {
			return true
		}
	}
	return false
}

// sample is how many records are looked at to find out what columns without
// headings are about.
const sample = 20

// guessed returns what the columns are about by what stands in them: ports where
// most are, transports where nothing else is, then the service and what is said
// of it.
func guessed(records [][]cell) columns {
	width := 0
	for _, record := range records {
		width = max(width, len(record))
	}
	c := make(columns, width)
	best, most := unread, 0
	for i := range c {
		c[i] = unread
		if n := count(records, i, portLike); n > most {
			best, most = field(i), n
		}
	}
	if best != unread {
		c[best] = fieldPort
	}
	rest := []field{fieldService, fieldDescription}
	for i := range c {
		filled := count(records, i, func(text string) bool { return text != "" })
		switch {
		case c[i] == fieldPort || filled == 0:
		case !c.has(fieldTransport) && count(records, i, transportLike) == filled:
			c[i] = fieldTransport
		case len(rest) > 0:
			c[i], rest = rest[0], rest[1:]
		}
	}
	return c
}

func count(records [][]cell, column int, like func(string) bool) int {
	n := 0
	for _, record := range records {
		if column < len(record) && like(tidy(record[column].text)) {
			n++
		}
	}
	return n
}

// headingOf returns what a field is called in a message.
func headingOf(f field) string {
	return [fields]string{"port", "transport", "service", "name", "name_en", "name_zh",
		"description", "description_en", "description_zh", "aliases"}[f]
}
