package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mattn/go-sqlite3"
)

// A queryer is a database, or a connection of it on which there is a transaction.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// An execer is a queryer that writes, too: a transaction.
type execer interface {
	queryer
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// each has see read every row that the query finds, until it returns an error.
func each(ctx context.Context, q queryer, query string, see func(*sql.Rows) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := see(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list returns what read makes of every row that the query finds.
func list[T any](
	ctx context.Context, q queryer, query string, read func(*sql.Rows) (T, error), args ...any,
) (all []T, err error) {
	err = each(ctx, q, query, func(rows *sql.Rows) error {
		one, err := read(rows)
		all = append(all, one)
		return err
	}, args...)
	return all, err
}

// scanned reads a row of one column.
func scanned[T any](rows *sql.Rows) (value T, err error) {
	err = rows.Scan(&value)
	return value, err
}

// A row holds the values of a row as the driver returns them. They are of the types
// that a STRICT table has, but in a damaged file.
type row struct {
	values []driver.Value
	odd    error // that one was of another type
}

// eachRow is [each] of rows of values, which see must not keep, nor use the connection.
// They come from the driver itself: to scan them into the types that they become would
// take half as long again for the thousands that a learner has after years.
func eachRow(ctx context.Context, q queryer, query string, see func(*row) error, args ...any) error {
	values := make([]driver.Value, len(args))
	for i, arg := range args {
		var err error
		if values[i], err = driver.DefaultParameterConverter.ConvertValue(arg); err != nil {
			return err
		}
	}
	return onDriver(ctx, q, func(c *sqlite3.SQLiteConn) error {
		rows, err := c.Query(query, values)
		if err != nil {
			return err
		}
		defer rows.Close()
		r := row{values: make([]driver.Value, len(rows.Columns()))}
		for {
			err := rows.Next(r.values)
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err == nil:
				err = cmp.Or(see(&r), r.odd)
			}
			if err != nil {
				return err
			}
		}
	})
}

// onDriver runs something on a connection of the driver itself.
func onDriver(ctx context.Context, q queryer, do func(*sqlite3.SQLiteConn) error) error {
	raw := func(c any) error { return do(c.(*sqlite3.SQLiteConn)) }
	if conn, is := q.(interface {
		Raw(do func(any) error) error
	}); is {
		return conn.Raw(raw)
	}
	conn, err := q.(*sql.DB).Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(raw)
}

// errOdd is about a row that a sound file does not have.
var errOdd = errors.New("a row has values of other types")

func (r *row) text(i int) string     { return valueOf[string](r, i) }
func (r *row) number(i int) int64    { return valueOf[int64](r, i) }
func (r *row) decimal(i int) float64 { return valueOf[float64](r, i) }

func (r *row) milliseconds(i int) time.Duration { return ms(r.number(i)) }

func valueOf[T any](r *row, i int) T {
	value, is := r.values[i].(T)
	if !is {
		r.odd = errOdd
	}
	return value
}

// ms is a time in milliseconds, as columns hold it.
func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// exec runs a statement of which nothing is to be known but whether it went well.
func exec(ctx context.Context, tx execer, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// doing adds to an error what was being done; none stays none.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
