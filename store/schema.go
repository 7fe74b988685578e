package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// schemaOf returns the definition of everything in a database.
func schemaOf(ctx context.Context, q queryer) (map[string]string, error) {
	const query = "SELECT type || ' ' || name || ' on ' || tbl_name, coalesce(sql, '') FROM sqlite_schema"
	all := make(map[string]string)
	return all, each(ctx, q, query, func(rows *sql.Rows) error {
		var name, text string
		err := rows.Scan(&name, &text)
		all[name] = text
		return err
	})
}

// schemaOfVersion is what the scripts up to that version lead to.
func schemaOfVersion(ctx context.Context, version int) (map[string]string, error) {
	db, err := openSchema(ctx, version)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return schemaOf(ctx, db)
}

// openSchema makes an empty database of the version in memory.
func openSchema(ctx context.Context, version int) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:schema?mode=memory")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, script := range migrations()[:version] {
		if _, err := db.ExecContext(ctx, script); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

var latestSchema = sync.OnceValues(func() (map[string]string, error) {
	return schemaOfVersion(context.Background(), latestVersion())
})

func checkSchema(ctx context.Context, tx execer, r *Report) error {
	var err error
	if r.Version, err = userVersion(ctx, tx); err != nil {
		return err
	}
	want, err := latestSchema()
	if err != nil {
		return err
	}
	got, err := schemaOf(ctx, tx)
	if err != nil {
		return err
	}
	f, missing := Finding{Kind: BadSchema}, Finding{Kind: BadIndex}
	for name, text := range want {
		_, is := got[name]
		switch table := derivedTable(name); {
		case got[name] == text && is:
		case !is && table != "":
			r.Findings = append(r.Findings, Finding{Kind: NotReplay, Subject: table, Count: 1, Detail: name})
		case !is && strings.HasPrefix(name, "index "):
			missing.Count++
			missing.Detail = name
		default:
			f.Count++
			f.Detail = name
		}
	}
	for name := range got {
		// Another program's tables, views and indexes, as those of ANALYZE or of one that
		// replicates, change nothing; a trigger may change what we write.
		if _, is := want[name]; !is && strings.HasPrefix(name, "trigger ") {
			f.Count++
			f.Detail = name
		}
	}
	for _, f := range []Finding{f, missing} {
		if f.Count > 0 {
			r.Findings = append(r.Findings, f)
		}
	}
	return nil
}

// checkIndexes counts what indexes have. SQLite notices what is missing there, but neither
// what is too much where one is of a part of the table, nor that an empty one is no index.
func checkIndexes(ctx context.Context, tx execer, r *Report) error {
	type index struct{ name, table, condition string }
	const query = `SELECT name, tbl_name, iif(instr(sql, ' WHERE ') > 0, substr(sql, instr(sql, ' WHERE ')), '')
		FROM sqlite_schema WHERE type = 'index' ORDER BY name`
	all, err := list(ctx, tx, query, func(rows *sql.Rows) (i index, err error) {
		err = rows.Scan(&i.name, &i.table, &i.condition)
		return i, err
	})
	if err != nil {
		return err
	}
	ours, err := latestSchema()
	if err != nil {
		return err
	}
	f := Finding{Kind: BadIndex}
	for _, i := range all {
		if _, is := ours["index "+i.name+" on "+i.table]; !is {
			continue
		}
		var has, should int64
		count := "(SELECT count(*) FROM " + i.table
		err := tx.QueryRowContext(ctx, "SELECT "+count+" INDEXED BY "+i.name+i.condition+"), "+count+" NOT INDEXED"+i.condition+")").Scan(&has, &should)
		if err != nil {
			return fmt.Errorf("count %s: %w", i.name, err)
		}
		if has != should {
			f.Count++
			f.Detail = i.name
		}
	}
	if f.Count > 0 {
		r.Findings = append(r.Findings, f)
	}
	return nil
}

// derivedTable returns the table that the schema calls so if all of it is derived.
func derivedTable(name string) string {
	for _, table := range derivedTables {
		if name == nameOfTable(table) {
			return table
		}
	}
	return ""
}

// nameOfTable is what schemaOf calls the table.
func nameOfTable(table string) string { return "table " + table + " on " + table }

// mendSchema makes indexes that are missing, and tables of what is derived, which are
// empty then.
func mendSchema(ctx context.Context, tx execer) error {
	want, err := latestSchema()
	if err != nil {
		return err
	}
	got, err := schemaOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, kind := range []string{"table ", "index "} {
		for name, text := range want {
			if _, is := got[name]; is || !strings.HasPrefix(name, kind) || kind == "table " && derivedTable(name) == "" {
				continue
			}
			if err := exec(ctx, tx, text); err != nil {
				return fmt.Errorf("make %s anew: %w", name, err)
			}
		}
	}
	return nil
}
