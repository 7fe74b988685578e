// Package tabular reads the tables that people keep: CSV and TSV in any encoding. It
// knows nothing of what the tables are about.
package tabular

import (
	"archive/zip"
	"bytes"
	"strings"
)

// A Kind is what a file is, as its first bytes say.
type Kind string

// The kinds of files.
const (
	Text         Kind = "text"
	Workbook     Kind = "xlsx"
	BinaryBook   Kind = "xlsb"
	OldWorkbook  Kind = "xls"  // of Excel 97 to 2003, binary
	OpenDocument Kind = "ods"  // of LibreOffice
	OtherZip     Kind = "zip"  // an archive that is no workbook
	WebPage      Kind = "html" // whatever its name ends in
	XMLBook      Kind = "xml"  // also Excel's XML of 2003
	PDF          Kind = "pdf"
)

// A KindError reports a file of a kind that is not read.
type KindError struct{ Kind Kind }

func (e *KindError) Error() string { return "a file of the kind " + string(e.Kind) }

// KindOf tells the kind of a file by its content.
func KindOf(data []byte) Kind {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return archiveKind(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return OldWorkbook
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF
	}
	const enough = 512
	begin := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), enough)], markUTF8))))
	begin = strings.ReplaceAll(begin, "\x00", "") // UTF-16
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style"} {
		if strings.Contains(begin[:min(len(begin), len(tag)+4)], tag) {
			return WebPage
		}
	}
	if strings.HasPrefix(begin, "<?xml") {
		if strings.Contains(begin, "<html") {
			return WebPage
		}
		return XMLBook
	}
	return Text
}

func archiveKind(data []byte) Kind {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return OtherZip
	}
	for _, f := range z.File {
		switch f.Name {
		case "xl/workbook.xml":
			return Workbook
		case "xl/workbook.bin":
			return BinaryBook
		case "mimetype", "META-INF/manifest.xml":
			return OpenDocument
		}
	}
	return OtherZip
}
