package store

import (
	"errors"
	"io/fs"
	"os"
)

// A place is where the files of an open database lie. Who deletes, moves or
// replaces one of them would otherwise go unnoticed: SQLite goes on writing into
// what has no name any more, and that is lost when the program ends.
type place struct {
	path      string
	file, wal fs.FileInfo // as they were opened; wal nil where there is none
}

// remember notes which files they are.
func (p *place) remember() error {
	var err error
	if p.file, err = os.Stat(p.path); err != nil {
		return p.moved(err)
	}
	p.wal, err = os.Stat(p.path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		p.wal, err = nil, nil
	}
	return err
}

// check returns a [FileError] of [ErrMoved] where they are others now.
func (p *place) check() error {
	if err := p.sameAs(p.path, p.file); err != nil {
		return err
	}
	if p.wal == nil {
		return nil
	}
	return p.sameAs(p.path+"-wal", p.wal)
}

func (p *place) sameAs(path string, before fs.FileInfo) error {
	now, err := os.Stat(path)
	if err != nil {
		return p.moved(err)
	}
	if !os.SameFile(before, now) {
		return p.moved(nil)
	}
	return nil
}

func (p *place) moved(cause error) error {
	return &FileError{Path: p.path, Err: ErrMoved, Cause: cause}
}
