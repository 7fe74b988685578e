package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/store/files"
)

// A BackupKind says why a backup was made.
type BackupKind string

// The kinds of backup that are made without being asked for.
const (
	Daily         BackupKind = "daily"
	BeforeUpgrade BackupKind = "before-upgrade"
	Replaced      BackupKind = "replaced"  // by a restore
	Damaged       BackupKind = "damaged"   // as it was before it was rebuilt
	Displaced     BackupKind = "displaced" // as it was when it was found to be moved, deleted or replaced
)

// A BackupFile is one of the backups beside a database.
type BackupFile struct {
	Path string
	Kind BackupKind
	At   time.Time
	Size int64
}

// How many daily backups are kept: of the last days, weeks and months that have
// any, the newest each.
const (
	keptDays   = 7
	keptWeeks  = 4
	keptMonths = 12
)

// BackupFolder returns the folder in which the backups of a database lie: beside the
// file itself, where the path is a link to it.
func BackupFolder(path string) string { return files.Linked(path) + "-backups" }

// backupTime is how the name of a backup begins.
const backupTime = "2006-01-02T150405.000"

func backupName(at time.Time, kind BackupKind) string {
	return at.Format(backupTime) + "-" + string(kind) + ".db"
}

// Backups returns the backups beside the database, the newest first. Other files
// in their folder are passed over. Without a folder there are none.
func Backups(path string) ([]BackupFile, error) {
	folder := BackupFolder(path)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(folder, fmt.Errorf("list the backups: %w", err))
	}
	var all []BackupFile
	for _, entry := range entries {
		b, ok := backupNamed(entry.Name())
		info, err := entry.Info()
		if !ok || err != nil || !info.Mode().IsRegular() {
			continue
		}
		b.Path, b.Size = filepath.Join(folder, entry.Name()), info.Size()
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b BackupFile) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Path, b.Path)) })
	return all, nil
}

func backupNamed(name string) (b BackupFile, ok bool) {
	stem, isDB := strings.CutSuffix(name, ".db")
	if !isDB || len(stem) <= len(backupTime) || stem[len(backupTime)] != '-' {
		return b, false
	}
	at, err := time.ParseInLocation(backupTime, stem[:len(backupTime)], time.Local)
	return BackupFile{Kind: BackupKind(stem[len(backupTime)+1:]), At: at}, err == nil
}

// Backup writes a copy of the database to the file, by SQLite's backup interface,
// while others go on writing, and verifies it. The file is there when it is whole,
// and not before. One that is there already stays, and the error is a [FileError]
// of [ErrExists], unless it is to be replaced; of [ErrItself] if it is the database.
func (db *DB) Backup(ctx context.Context, file string, replace bool) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	switch info, err := os.Stat(file); {
	case err == nil && info.IsDir():
		return &FileError{Path: file, Err: ErrFolder}
	case err == nil && os.SameFile(info, db.fileInfo()):
		return &FileError{Path: file, Err: ErrItself}
	case err == nil && !replace:
		return &FileError{Path: file, Err: ErrExists}
	}
	if err := lookAtFolder(file); err != nil {
		return err
	}
	return explain(file, db.copyTo(ctx, file))
}

func (db *DB) fileInfo() fs.FileInfo {
	info, err := os.Stat(db.path)
	if err != nil {
		return nil
	}
	return info
}

// copyTo writes a copy of the database to the file.
func (db *DB) copyTo(ctx context.Context, file string) error {
	return writeWhole(file, func(name string) error { return copyFileVerified(ctx, db.path, name) })
}

// writeWhole has a copy written under another name beside the file, and gives it
// its name when it is verified and on the disk.
func writeWhole(file string, write func(name string) error) error {
	if done := files.AtWork(filepath.Dir(file)); done != nil {
		defer done()
	}
	name, err := files.TemporaryBeside(file)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer files.Remove(name) // gone by then, if all went well
	if err := write(name); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return files.PutInPlace(name, file)
}

// copyFileVerified is [copyVerified] of a file, which is opened for it.
func copyFileVerified(ctx context.Context, from, to string) error {
	source, err := sql.Open("sqlite3", urlOf(from, "mode=rw&_busy_timeout=5000&_query_only=on"))
	if err != nil {
		return err
	}
	defer source.Close()
	if _, err := userVersion(ctx, source); isUnwritable(err) { // on a read-only disk
		source.Close()
		if source, err = sql.Open("sqlite3", urlOf(from, toReadFixed)); err != nil {
			return err
		}
		defer source.Close()
	}
	return copyVerified(ctx, source, to)
}

// copyVerified copies a database into an empty file, verifies the copy and puts it
// on the disk.
func copyVerified(ctx context.Context, from queryer, to string) error {
	if err := copyDatabase(ctx, from, to); err != nil {
		return err
	}
	if err := verifyCopy(ctx, to); err != nil {
		return err
	}
	return files.Sync(to)
}

// copyDatabase copies a database into an empty file, page by page, as of one
// instant. The copy needs no file beside it.
func copyDatabase(ctx context.Context, from queryer, to string) error {
	target, err := sql.Open("sqlite3", urlOf(to, "mode=rw&_synchronous=FULL"))
	if err != nil {
		return err
	}
	target.SetMaxOpenConns(1)
	err = onDriver(ctx, from, func(s *sqlite3.SQLiteConn) error {
		return onDriver(ctx, target, func(t *sqlite3.SQLiteConn) error { return copyPages(ctx, s, t) })
	})
	if err == nil {
		var mode string
		err = target.QueryRowContext(ctx, "PRAGMA journal_mode=DELETE").Scan(&mode)
	}
	return errors.Join(err, target.Close())
}

func isUnwritable(err error) bool {
	return err != nil && errors.Is(meaningOf(err), ErrUnwritable)
}

// copyPages copies in steps, so that it can be ended. What another program writes
// meanwhile begins it anew, unless from reads in a transaction.
func copyPages(ctx context.Context, from, to *sqlite3.SQLiteConn) error {
	const atOnce = 1024 // pages, some milliseconds
	backup, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	began := time.Now()
	for {
		done, err := backup.Step(atOnce)
		if err == nil {
			began, err = time.Now(), ctx.Err()
		}
		switch {
		case err != nil && isBusy(err) && time.Since(began) < patience:
			time.Sleep(silence / 10)
		case err != nil:
			return errors.Join(err, backup.Close())
		case done:
			return backup.Finish()
		}
	}
}

// verifyCopy reads a copy back: it is ours, and its pages are consistent. What the
// rows say is checked where they are written, and damage that the original has is
// told by [DB.Check].
func verifyCopy(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", urlOf(path, toReadFixed+"&_ignore_check_constraints=on"))
	if err != nil {
		return err
	}
	defer db.Close()
	var application, version int
	const header = "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
	if err := db.QueryRowContext(ctx, header).Scan(&application, &version); err != nil {
		return err
	}
	var said string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if application != applicationID || version < 1 || said != "ok" {
		return &FileError{Path: path, Err: ErrDamaged, Cause: errors.New(said)}
	}
	return nil
}

// backUpBefore backs up a file of an older version before it is upgraded.
func (db *DB) backUpBefore(ctx context.Context, version int) error {
	kind := BackupKind(fmt.Sprintf("%s-from-%d", BeforeUpgrade, version))
	_, err := db.backUpAs(ctx, kind, time.Now())
	return err
}

// backUpAs makes a backup in the folder of backups.
func (db *DB) backUpAs(ctx context.Context, kind BackupKind, now time.Time) (string, error) {
	file, err := newBackup(db.path, kind, now)
	if err != nil {
		return "", err
	}
	return file, explain(file, db.copyTo(ctx, file))
}

// newBackup returns where the next backup goes, and makes the folder for it.
func newBackup(path string, kind BackupKind, now time.Time) (string, error) {
	folder := BackupFolder(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", explain(folder, fmt.Errorf("make the folder for backups: %w", err))
	}
	file := filepath.Join(folder, backupName(now, kind))
	for _, err := os.Stat(file); err == nil; _, err = os.Stat(file) {
		now = now.Add(time.Millisecond)
		file = filepath.Join(folder, backupName(now, kind))
	}
	return file, nil
}

// BackUpDaily makes the backup of the day, if there is none and something was
// recorded, since the last one if there is any, and thins out the older ones. It returns the file,
// "" if there was nothing to do. The error is a [FileError] of [ErrDamaged] if the
// log or a small table is not as it was written: then no older backup is given up
// for this one; or of [ErrMoved] if the file is not where it was.
func (db *DB) BackUpDaily(ctx context.Context, now time.Time) (string, error) {
	if err := db.stands(ctx); err != nil && !errors.Is(err, ErrLogGone) { // else it would be one of another file
		return "", err
	}
	s, err := db.snapshot(ctx)
	if err != nil {
		return "", explain(db.path, err)
	}
	defer s.close()
	return s.backUp(ctx, now)
}

// BackUpBehind begins to make the backup of the day as [DB.BackUpDaily] does, of what
// was there when it is called, while others go on writing. The returned function has
// to be called before the database is closed; it waits until the backup is made or the
// context of the call ends. [DB.BackUpDaily] then makes another one in its place if
// more was recorded. Where a rollback journal is used, which readers keep others from
// writing to, nothing is begun.
func (db *DB) BackUpBehind(ctx context.Context, now time.Time) (wait func() error) {
	_ = db.removeUnfinished() // mostly there is none
	if db.network {
		return func() error { return nil }
	}
	s, err := db.snapshot(ctx)
	if err != nil {
		return func() error { return explain(db.path, err) }
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer s.close()
		db.behind, err = s.backUp(ctx, now)
	}()
	return func() error {
		<-done
		return err
	}
}

// A snapshot is a database as it was at an instant, whatever others write since.
type snapshot struct {
	db   *DB
	pool *sql.DB
	*sql.Conn
}

func (db *DB) snapshot(ctx context.Context) (*snapshot, error) {
	pool, err := sql.Open("sqlite3", urlOf(db.path, toRead))
	if err != nil {
		return nil, err
	}
	conn, err := begin(ctx, pool, "BEGIN")
	if err == nil {
		if _, err = userVersion(ctx, conn); err == nil { // with which it begins
			return &snapshot{db, pool, conn}, nil
		}
		conn.Close() // says less than what went wrong
	}
	return nil, errors.Join(err, pool.Close())
}

func (s *snapshot) close() {
	s.Conn.Close() // it was only read
	s.pool.Close()
}

// backUp makes a backup of the day of it, if there is to be one.
func (s *snapshot) backUp(ctx context.Context, now time.Time) (string, error) {
	all, err := Backups(s.db.path)
	if err != nil {
		return "", err
	}
	for _, b := range all {
		if b.Kind == Daily && sameDate(b.At, now) && b.Path != s.db.behind {
			return "", nil
		}
	}
	if none, err := isBlank(ctx, s); err != nil || none {
		return "", explain(s.db.path, err)
	}
	if len(all) > 0 {
		if same, err := holdsNoMoreThan(ctx, s, all[0].Path); err == nil && same {
			return "", nil
		}
	}
	file, err := newBackup(s.db.path, Daily, now)
	if err != nil {
		return "", err
	}
	err = writeWhole(file, func(name string) error {
		if err := copyVerified(ctx, s.Conn, name); err != nil {
			return err
		}
		return s.db.verifyLogs(ctx, name)
	})
	if err != nil {
		return "", explain(file, err)
	}
	return file, errors.Join(s.db.thin(), s.forgetInBackups(ctx))
}

// verifyLogs verifies that the logs and small tables of a copy are as they were
// recorded. What is wrong with them is wrong with the database.
func (db *DB) verifyLogs(ctx context.Context, copied string) error {
	pool, err := sql.Open("sqlite3", urlOf(copied, toReadFixed))
	if err != nil {
		return err
	}
	defer pool.Close()
	c := &DB{place: place{path: db.path}, sql: pool}
	if err := c.verifyAll(ctx); err != nil {
		return err
	}
	broken, err := brokenSeals(ctx, pool)
	if err != nil {
		return explain(db.path, err)
	}
	rooms, err := brokenRooms(ctx, pool)
	if err != nil {
		return explain(db.path, err)
	}
	for _, r := range rooms {
		broken = append(broken, r.session)
	}
	if len(broken) > 0 {
		cause := fmt.Errorf("%s: not as it was sealed", strings.Join(broken, ", "))
		return &FileError{Path: db.path, Err: ErrDamaged, Cause: cause}
	}
	return nil
}

// isBlank reports whether nothing was recorded ever.
func isBlank(ctx context.Context, q queryer) (blank bool, err error) {
	const nothing = `SELECT NOT EXISTS (SELECT 1 FROM log) AND NOT EXISTS (SELECT 1 FROM decks)
		AND NOT EXISTS (SELECT 1 FROM rooms)`
	err = q.QueryRowContext(ctx, nothing).Scan(&blank)
	return blank, err
}

func sameDate(a, b time.Time) bool {
	return a.Format(time.DateOnly) == b.Format(time.DateOnly)
}

// verifyAll verifies the chains of all learners.
func (db *DB) verifyAll(ctx context.Context) error {
	all, err := db.Learners(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		if err := db.VerifyChains(ctx, l.ID); err != nil {
			return &FileError{Path: db.path, Err: ErrDamaged, Cause: err}
		}
	}
	return nil
}

// ends are where all chains end, and what else is sealed: what is equal where
// nothing was recorded.
const ends = `
	SELECT hex(hash) FROM heads JOIN learners ON learners.n = learner JOIN devices ON devices.n = device
	ORDER BY learners.id, devices.id`

// holdsNoMoreThan reports whether the backup has all that the database has.
func holdsNoMoreThan(ctx context.Context, q queryer, backup string) (bool, error) {
	other, err := sql.Open("sqlite3", urlOf(backup, toReadFixed))
	if err != nil {
		return false, err
	}
	defer other.Close()
	for _, query := range []string{ends, "SELECT hex(hash) FROM seals ORDER BY name"} {
		here, err := sealOf(ctx, q, query)
		if err != nil {
			return false, err
		}
		there, err := sealOf(ctx, other, query)
		if err != nil || string(here) != string(there) {
			return false, err
		}
	}
	return true, nil
}

// thin removes the daily backups that none of the last days, weeks and months
// needs.
func (db *DB) thin() error {
	all, err := Backups(db.path)
	if err != nil {
		return err
	}
	var daily []BackupFile
	for _, b := range all {
		if b.Kind == Daily {
			daily = append(daily, b)
		}
	}
	kept := Thinned(daily)
	for _, b := range daily {
		if !kept[b.Path] {
			if err := os.Remove(b.Path); err != nil {
				return explain(b.Path, fmt.Errorf("thin out the backups: %w", err))
			}
		}
	}
	return explain(db.path, files.RemoveUnfinished(BackupFolder(db.path)))
}

// Thinned returns which of the daily backups, the newest first, are kept: of the
// last 7 days, 4 weeks and 12 months that have any, the newest each.
func Thinned(daily []BackupFile) map[string]bool {
	kept := make(map[string]bool)
	for _, keep := range []struct {
		most int
		of   func(time.Time) string
	}{
		{keptDays, func(t time.Time) string { return t.Format(time.DateOnly) }},
		{keptWeeks, func(t time.Time) string { year, week := t.ISOWeek(); return fmt.Sprint(year, "-", week) }},
		{keptMonths, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := make(map[string]bool)
		for _, b := range daily {
			if span := keep.of(b.At); len(seen) < keep.most && !seen[span] {
				seen[span] = true
				kept[b.Path] = true
			}
		}
	}
	return kept
}
