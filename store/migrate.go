package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/google/uuid"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations returns the scripts in order; script n leads to version n+1.
var migrations = sync.OnceValue(func() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err) // only the pattern can be wrong
	}
	scripts := make([]string, len(names))
	for i, name := range names {
		script, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err) // embedded files can be read
		}
		scripts[i] = string(script)
	}
	return scripts
})

// latestVersion is the version that the scripts lead to. They are read when a database is
// made or upgraded, which few commands do.
var latestVersion = sync.OnceValue(func() int {
	scripts, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded folders can be read
	}
	return len(scripts)
})

// migrate brings the schema to the latest version, an older file after a backup.
// The version is read again under the lock, since another program may have been
// faster.
func (db *DB) migrate(ctx context.Context) error {
	version, err := userVersion(ctx, db.sql)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if version == latestVersion() {
		return nil
	}
	return db.inTx(ctx, func(tx execer) error {
		version, err := userVersion(ctx, tx)
		switch {
		case err != nil:
			return fmt.Errorf("read the version of the database: %w", err)
		case version > latestVersion():
			return &FileError{Path: db.path, Err: ErrNewer}
		case version == latestVersion():
			return nil
		case version > 0:
			if err := db.checkVersion(ctx, tx, version); err != nil {
				return err
			}
			// Under the lock nobody else writes, and readers see what was there before.
			if err := db.backUpBefore(ctx, version); err != nil {
				return err
			}
		}
		return db.upgrade(ctx, tx, version)
	})
}

// checkVersion makes sure that the file is of the version that it says: in a damaged
// header there may stand any. What somebody else has added does not count.
func (db *DB) checkVersion(ctx context.Context, tx execer, version int) error {
	got, err := schemaOf(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	want, err := schemaOfVersion(ctx, version)
	if err != nil {
		return err
	}
	latest, err := latestSchema()
	if err != nil {
		return err
	}
	for _, known := range []map[string]string{latest, want} {
		for name := range known {
			if got[name] != want[name] {
				cause := fmt.Errorf("%s is not as in version %d", name, version)
				return &FileError{Path: db.path, Err: ErrDamaged, Cause: cause}
			}
		}
	}
	return nil
}

// upgrade runs the scripts from the version on.
func (db *DB) upgrade(ctx context.Context, tx execer, version int) error {
	for ; version < latestVersion(); version++ {
		if _, err := tx.ExecContext(ctx, migrations()[version]); err != nil {
			return fmt.Errorf("bring the database to version %d: %w", version+1, err)
		}
		if version == 0 {
			if err := claim(ctx, tx); err != nil {
				return err
			}
		}
	}
	if err := db.markSelf(ctx, tx); err != nil {
		return err
	}
	if err := hashClasses(ctx, tx); err != nil {
		return err
	}
	if err := seal(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d", latestVersion())); err != nil {
		return fmt.Errorf("bring the database to version %d: %w", latestVersion(), err)
	}
	return nil
}

// claim marks a new file as ours and gives it the identity of a device.
func claim(ctx context.Context, tx execer) error {
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id=%d", applicationID)); err != nil {
		return fmt.Errorf("mark the database: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO devices (n, id) VALUES (1, ?)", uuid.NewString()); err != nil {
		return fmt.Errorf("name the device: %w", err)
	}
	return nil
}

func userVersion(ctx context.Context, q queryer) (version int, err error) {
	err = q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}
