package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"portdrill/cmd/internal/wording"
	"portdrill/store"
	"portdrill/store/files"
)

// Exporting writes what a database holds to the file that was named, or to
// standard output.
func Exporting(ctx context.Context, a *App, args []string, write func(*DB, io.Writer) error) error {
	if !a.Exists() {
		return Problem{textNothingToExport.In(a.Lang), "", ExitFailed}
	}
	return a.ToRead(ctx, func(db *DB) error {
		return WriteTo(a, args, func(w io.Writer) error { return write(db, w) })
	})
}

// WriteTo writes to the file that was named, or to standard output.
func WriteTo(a *App, args []string, write func(io.Writer) error) error {
	if len(args) == 0 || args[0] == "-" {
		return write(a.Out)
	}
	if err := fileProblem(a, args[0], writeFile(args[0], write)); err != nil {
		return err
	}
	a.Messages.Say(textExported.In(a.Lang, args[0]))
	return nil
}

// writeFile writes a file whole or not at all, in place of one that is there. A new one
// is for nobody else to read. What is no file, such as a pipe, is written into.
func writeFile(path string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return writeInto(path, write)
	}
	if done := files.AtWork(filepath.Dir(path)); done != nil {
		defer done()
	}
	f, err := files.CreateBeside(path)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone by then, if all went well
	if info != nil {          // who could read it before still can
		f.Chmod(info.Mode().Perm()) // as far as the file system knows it
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

func writeInto(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// fileProblem words what the system says of a file that is written.
func fileProblem(a *App, path string, err error) error {
	var known *store.FileError
	var said *fs.PathError
	var moving *os.LinkError
	switch {
	case err == nil || errors.As(err, &known) || !errors.As(err, &said) && !errors.As(err, &moving):
		return err
	case errors.Is(err, syscall.EISDIR):
		return Problem{textIsFolder.In(a.Lang, path), "", ExitFailed}
	case errors.Is(err, syscall.ENOSPC):
		return Problem{textFileFull.In(a.Lang, path), textMakeRoom.In(a.Lang), ExitFailed}
	case errors.Is(err, fs.ErrNotExist):
		return Problem{textFileNoFolder.In(a.Lang, path), TextMakeFolder.In(a.Lang), ExitFailed}
	}
	return Problem{textNotWritten.In(a.Lang, path), textUnwritableFix.In(a.Lang), ExitFailed}
}

// Source opens what is to be read: a file, or standard input for "-".
func Source(a *App, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.In), nil
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, Problem{TextNoFile.In(a.Lang, path), "", ExitFailed}
	case errors.Is(err, fs.ErrPermission):
		return nil, Problem{TextNoPermission.In(a.Lang, path), "", ExitFailed}
	case err != nil:
		return nil, Problem{TextNotRead.In(a.Lang, path), "", ExitFailed}
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close() // nothing was read
		return nil, Problem{textIsFolder.In(a.Lang, path), "", ExitFailed}
	}
	return f, nil
}

// Unicode reads UTF-8, or UTF-16 that begins with a byte order mark, as PowerShell
// writes what a program prints, and returns UTF-8 without a mark.
func Unicode(in io.Reader) io.Reader {
	return transform.NewReader(in, unicode.BOMOverride(encoding.Nop.NewDecoder()))
}

// SourceName is what a person calls it.
func SourceName(a *App, path string) string {
	if path == "-" {
		return textStandardInput.In(a.Lang)
	}
	return path
}

var (
	textNotWritten      = wording.T("cannot write %s", "无法写入 %s")
	textIsFolder        = wording.T("%s is a folder, not a file", "%s 是文件夹，不是文件")
	textStandardInput   = wording.T("standard input", "标准输入")
	textMakeRoom        = wording.T("free up some space and try again", "请腾出空间后重试")
	textNothingToExport = wording.T("nothing to export yet", "还没有可导出的内容")
	textExported        = wording.T("Exported to %s", "已导出到 %s")
)
