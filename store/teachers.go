package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"portdrill/quiz/room"
)

// What can be wrong with what is named of teachers.
var (
	ErrNoTeacher    = errors.New("no such teacher")
	ErrTeacherTaken = errors.New("another teacher has this name")
)

// A Teacher has an account on the server.
type Teacher struct {
	Name     string
	Password string // as it was given to be kept: a hash
	Since    time.Time
	Classes  []string // that the teacher teaches, the one added first first
}

// Teachers returns all teachers, the one added first first.
func (db *DB) Teachers(ctx context.Context) ([]Teacher, error) {
	all, err := list(ctx, db.sql, "SELECT name, password, created_ms FROM teachers ORDER BY n", func(rows *sql.Rows) (t Teacher, err error) {
		var since int64
		err = rows.Scan(&t.Name, &t.Password, &since)
		t.Since = time.UnixMilli(since)
		return t, err
	})
	for i := range all {
		if err == nil {
			all[i].Classes, err = taughtBy(ctx, db.sql, all[i].Name)
		}
	}
	return all, explain(db.path, doing("read the teachers", err))
}

// Teacher returns the teacher of the name, in which case and width do not count. The error
// is [ErrNoTeacher].
func (db *DB) Teacher(ctx context.Context, name string) (Teacher, error) {
	all, err := db.Teachers(ctx)
	if err != nil {
		return Teacher{}, err
	}
	for _, t := range all {
		if room.Fold(t.Name) == room.Fold(name) {
			return t, nil
		}
	}
	return Teacher{}, fmt.Errorf("%w: %q", ErrNoTeacher, name)
}

func taughtBy(ctx context.Context, q queryer, teacher string) ([]string, error) {
	const query = `SELECT classes.name FROM teaches JOIN teachers ON teachers.n = teacher JOIN classes ON classes.n = class
		WHERE teachers.name = ? AND classes.name <> ? ORDER BY classes.n`
	return list(ctx, q, query, scanned[string], teacher, formerClass)
}

// teacherRow returns the row of the teacher; the error is [ErrNoTeacher].
func teacherRow(ctx context.Context, q queryer, name string) (row int64, err error) {
	err = each(ctx, q, "SELECT n, name FROM teachers", func(rows *sql.Rows) error {
		var n int64
		var called string
		err := rows.Scan(&n, &called)
		if room.Fold(called) == room.Fold(name) {
			row = n
		}
		return err
	})
	if err == nil && row == 0 {
		err = fmt.Errorf("%w: %q", ErrNoTeacher, name)
	}
	return row, err
}

// AddTeacher adds a teacher with the hash of a password, who teaches the classes. The error
// can be [ErrTeacherTaken] or [ErrNoClass]; nothing is added then.
func (db *DB) AddTeacher(ctx context.Context, t Teacher) error {
	return db.inTx(ctx, func(tx execer) error {
		switch _, err := teacherRow(ctx, tx, t.Name); {
		case err == nil:
			return fmt.Errorf("%w: %q", ErrTeacherTaken, t.Name)
		case !errors.Is(err, ErrNoTeacher):
			return err
		}
		err := exec(ctx, tx, "INSERT INTO teachers (name, password, created_ms) VALUES (?, ?, ?)", t.Name, t.Password, t.Since.UnixMilli())
		for _, class := range t.Classes {
			if err == nil {
				err = teach(ctx, tx, t.Name, class)
			}
		}
		return doing("add a teacher", err)
	})
}

// Teach lets the teacher teach the class as well. The error can be [ErrNoTeacher] or
// [ErrNoClass].
func (db *DB) Teach(ctx context.Context, teacher, class string) error {
	return db.inTx(ctx, func(tx execer) error { return teach(ctx, tx, teacher, class) })
}

func teach(ctx context.Context, tx execer, teacher, class string) error {
	t, err := teacherRow(ctx, tx, teacher)
	if err != nil {
		return err
	}
	c, err := classRow(ctx, tx, class)
	if err != nil {
		return err
	}
	return exec(ctx, tx, "INSERT OR IGNORE INTO teaches (teacher, class) VALUES (?, ?)", t, c)
}

// ChangePassword gives the teacher another password, by its hash, and signs out all
// devices. The error is [ErrNoTeacher].
func (db *DB) ChangePassword(ctx context.Context, teacher, hash string) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := teacherRow(ctx, tx, teacher)
		if err == nil {
			err = exec(ctx, tx, "UPDATE teachers SET password = ? WHERE n = ?", hash, n)
		}
		if err == nil {
			err = exec(ctx, tx, "DELETE FROM teacher_sign_ins WHERE teacher = ?", n)
		}
		return doing("change a password", err)
	})
}

// RemoveTeacher removes the account and signs out all devices; the classes stay. The error
// is [ErrNoTeacher].
func (db *DB) RemoveTeacher(ctx context.Context, teacher string) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := teacherRow(ctx, tx, teacher)
		if err == nil {
			err = exec(ctx, tx, "DELETE FROM teachers WHERE n = ?", n) // and with it what refers to it
		}
		return doing("remove a teacher", err)
	})
}

// SignTeacherIn keeps that a device which holds the token is the teacher's, until the
// instant; that with the token it held before, if any, is signed out. The password is the
// hash that was compared: the error is [ErrSignedOut] if it was changed since.
func (db *DB) SignTeacherIn(ctx context.Context, t Teacher, token, before string, now, until time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		err := exec(ctx, tx, "DELETE FROM teacher_sign_ins WHERE until_ms < ? OR hash = ?", now.UnixMilli(), hashOfToken(before))
		if err != nil {
			return fmt.Errorf("end old sign-ins: %w", err)
		}
		const add = "INSERT INTO teacher_sign_ins (hash, teacher, until_ms) SELECT ?, n, ? FROM teachers WHERE name = ? AND password = ?"
		result, err := tx.ExecContext(ctx, add, hashOfToken(token), until.UnixMilli(), t.Name, t.Password)
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		if added, err := result.RowsAffected(); err != nil || added == 0 {
			return errors.Join(ErrSignedOut, err)
		}
		return nil
	})
}

// TeacherSignedIn returns the teacher whose device holds the token. The error is
// [ErrSignedOut].
func (db *DB) TeacherSignedIn(ctx context.Context, token string, now time.Time) (t Teacher, err error) {
	const query = `SELECT name, created_ms FROM teacher_sign_ins JOIN teachers ON teachers.n = teacher
		WHERE hash = ? AND until_ms >= ?`
	var since int64
	err = db.sql.QueryRowContext(ctx, query, hashOfToken(token), now.UnixMilli()).Scan(&t.Name, &since)
	if errors.Is(err, sql.ErrNoRows) {
		return Teacher{}, ErrSignedOut
	}
	t.Since = time.UnixMilli(since)
	if err == nil {
		t.Classes, err = taughtBy(ctx, db.sql, t.Name)
	}
	return t, explain(db.path, doing("look which teacher is signed in", err))
}

// SignTeacherOut ends what [DB.SignTeacherIn] began, if it did.
func (db *DB) SignTeacherOut(ctx context.Context, token string) error {
	return db.inTx(ctx, func(tx execer) error {
		return doing("sign out", exec(ctx, tx, "DELETE FROM teacher_sign_ins WHERE hash = ?", hashOfToken(token)))
	})
}
