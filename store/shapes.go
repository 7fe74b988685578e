package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"portdrill/store/pages"
)

// salvaged are the tables and indexes of which records are recognised on the pages of
// a damaged file, each with the columns that are read. A column that is added has to
// come in here, and where it is read, or it is lost when a file is rebuilt.
var salvaged = map[string]string{
	"log":       "learner ord id device seq at_ms zone_s day kind body prev hash",
	"heads":     "learner device seq hash count",
	"learners":  "n id created_ms",
	"devices":   "n id",
	"decks":     "n key body imported_ms removed_ms",
	"forgotten": "id at_ms",
	"seals":     "name hash",

	"classes":        "n name created_ms hash",
	"members":        "n class learner name shown number team pin hash",
	"rooms":          "n created_ms class ended_ms flowed_ms keep_days id code host settings state hash",
	"room_questions": "room n id spec body hash",
	"participants":   "room id place member name factor gone tokens hash",
	"room_answers":   "room n participant reply given chosen correct at_ms zone_s took_ms points hash",

	"sqlite_autoindex_log_1":      "id",
	"sqlite_autoindex_learners_1": "id n",
	"sqlite_autoindex_devices_1":  "id n",
	"sqlite_autoindex_rooms_1":    "id n",
}

// A shape is how a version of the schema lays out the records of a table or an index:
// its columns in the order of their values.
type shape struct {
	name    string
	columns []column
}

type column struct {
	name, kind string // of value, as STRICT tables name it
	null       bool   // may be NULL
	rowID      bool   // is the number of the row, and NULL among its values
}

// shapes are those of all versions, by how many values they have. Rows that were there
// before a column was added keep the shape of before.
type shapes map[int][]shape

var allShapes = sync.OnceValues(func() (shapes, error) {
	all := make(shapes)
	for version := range latestVersion() {
		of, err := shapesOfVersion(context.Background(), version+1)
		if err != nil {
			return nil, err
		}
		for _, s := range of {
			same := func(o shape) bool { return o.name == s.name && slices.Equal(o.columns, s.columns) }
			if n := len(s.columns); !slices.ContainsFunc(all[n], same) {
				all[n] = append(all[n], s)
			}
		}
	}
	return all, nil
})

// shapesOfVersion returns those of what is salvaged that the version knows.
func shapesOfVersion(ctx context.Context, version int) (all []shape, err error) {
	db, err := openSchema(ctx, version)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for _, name := range slices.Sorted(maps.Keys(salvaged)) {
		s := shape{name: name}
		if s.columns, err = columnsOf(ctx, db, name); err != nil {
			return nil, fmt.Errorf("read the columns of %s: %w", name, err)
		}
		if len(s.columns) > 0 {
			all = append(all, s)
		}
	}
	return all, nil
}

// columnsOf returns the columns of a table or an index as they are stored: SQLite tells
// those of an index, and a table without numbered rows is the index of its primary key.
func columnsOf(ctx context.Context, db *sql.DB, name string) ([]column, error) {
	const query = `
		WITH it AS (SELECT tbl_name AS home, type FROM sqlite_schema WHERE name = ?1),
			numbered AS (SELECT NOT wr AS is_so FROM it, pragma_table_list(home) WHERE schema = 'main'),
			own AS (SELECT ?1 AS name FROM it WHERE type = 'index'
				UNION ALL SELECT list.name FROM it, numbered, pragma_index_list(home) AS list
				WHERE type = 'table' AND NOT is_so AND origin = 'pk'),
			stored AS (SELECT x.seqno, x.cid FROM own, pragma_index_xinfo(own.name) AS x
				UNION ALL SELECT x.cid, x.cid FROM it, numbered, pragma_table_xinfo(home) AS x
				WHERE it.type = 'table' AND is_so)
		SELECT coalesce(c.name, key.name), coalesce(c.type, key.type), coalesce(NOT (c."notnull" OR c.pk > 0), 0),
			coalesce(it.type = 'table' AND is_so AND c.pk > 0, 0)
		FROM it, numbered, stored
		LEFT JOIN pragma_table_xinfo(home) AS c ON c.cid = stored.cid
		LEFT JOIN pragma_table_xinfo(home) AS key ON stored.cid < 0 AND key.pk > 0
		ORDER BY stored.seqno`
	return list(ctx, db, query, func(rows *sql.Rows) (c column, err error) {
		err = rows.Scan(&c.name, &c.kind, &c.null, &c.rowID)
		return c, err
	}, name)
}

// thatFit returns what the record may be.
func (s shapes) thatFit(r pages.Record) iter.Seq[found] {
	return func(yield func(found) bool) {
		for _, shape := range s[len(r.Values)] {
			if shape.fits(r) && !yield(found{shape, r}) {
				return
			}
		}
	}
}

func (s shape) fits(r pages.Record) bool {
	numbered := false
	for i, c := range s.columns {
		numbered = numbered || c.rowID
		if !c.fits(r.Values[i]) {
			return false
		}
	}
	return numbered == (r.RowID > 0)
}

func (c column) fits(value any) bool {
	is := false
	switch value.(type) {
	case nil:
		return c.null || c.rowID
	case int64:
		is = c.kind == "INTEGER" || c.kind == "REAL" // which has them where there is no fraction
	case float64:
		is = c.kind == "REAL"
	case string:
		is = c.kind == "TEXT"
	case []byte:
		is = c.kind == "BLOB"
	}
	return is && !c.rowID
}

// A found record is read as one of the shape, which it fits. What the shape has no
// column for is zero.
type found struct {
	shape
	record pages.Record
}

func (f found) value(name string) any {
	i := slices.IndexFunc(f.columns, func(c column) bool { return c.name == name })
	switch {
	case i < 0:
		return nil
	case f.columns[i].rowID:
		return f.record.RowID
	}
	return f.record.Values[i]
}

func (f found) text(name string) string  { text, _ := f.value(name).(string); return text }
func (f found) number(name string) int64 { n, _ := f.value(name).(int64); return n }
func (f found) blob(name string) []byte  { b, _ := f.value(name).([]byte); return b }
func (f found) isNull(name string) bool  { return f.value(name) == nil }
func (f found) has(name string) bool {
	return slices.ContainsFunc(f.columns, func(c column) bool { return c.name == name })
}
