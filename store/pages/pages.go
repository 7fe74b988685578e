// Package pages reads what is left in a damaged SQLite file.
//
// SQLite finds a row by way of the pages above it, so one damaged page can hide
// thousands of rows that are as they were. This package takes every page for
// itself. A page that accounts for each of its bytes, as SQLite's own check wants
// it, is read as it says. On any other page a record may begin at every byte,
// and all that could be one is returned, so that some records are not real: the
// caller has to know a true one when it sees it.
//
// What was deleted is not looked for: neither the free space of pages in order
// nor pages on the list of free ones are read.
//
// The format is that of https://www.sqlite.org/fileformat2.html.
package pages

import (
	"io"
	"iter"
)

// A File is a file that SQLite wrote. An [io.SectionReader] of an open file is
// one. What cannot be read of it counts as damaged.
type File interface {
	io.ReaderAt
	Size() int64
}

// A Record is a row of a table or an entry of an index.
type Record struct {
	Page  int   // the first page of the file is 1
	RowID int64 // 0 if the record is from an index or a table WITHOUT ROWID

	// Values are int64, float64, string, []byte or nil, in the order that they
	// are stored in, which may differ from that of the columns:
	//   - An INTEGER PRIMARY KEY is nil; it is the RowID.
	//   - A table WITHOUT ROWID has its primary key first.
	//   - A REAL column has an int64 where the number has no fraction.
	//   - Columns that were added after the row are missing at the end.
	// Text is UTF-8 unless it is damaged or the database was set up otherwise.
	Values []any
}

// Records returns every record that is left in a database and in its write-ahead
// log, which may be nil.
//
// First come the records of the database as its last commit left it. If the log
// is damaged, the pages follow that stand in it beyond the damage, with records
// that may be older, newer or the same. What was not committed, or stands in the
// log from before it last began anew, is left out.
//
// Time and memory are bounded by the size of the files, whatever is in them. So a
// record of more than 100 values is found on pages in order only.
func Records(db, wal File) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		committed, beyond := overlay(db, wal)
		s := newSweep(committed, yield)
		if !s.over(committed.sheets()) || len(beyond) == 0 {
			return
		}
		latest := committed.with(beyond)
		s = newSweep(latest, yield)
		s.over(latest.sheetsOf(beyond))
	}
}
