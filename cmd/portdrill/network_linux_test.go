package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"

	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
)

// A share is a file system whose files somebody else has: a folder by way of FUSE,
// as sshfs mounts one. It can be made to fail.
type share struct {
	folder  string       // where it is mounted
	failure atomic.Int32 // what the system is told when it writes; 0 for nothing
}

// A shared file hands on to a file in the other folder what it is asked for.
type sharedFile struct {
	*fs.LoopbackNode
	share *share
}

// WrapChild makes every file in the folder a shared one, too.
func (f *sharedFile) WrapChild(_ context.Context, file fs.InodeEmbedder) fs.InodeEmbedder {
	return &sharedFile{file.(*fs.LoopbackNode), f.share}
}

func (f *sharedFile) Write(ctx context.Context, h fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	if failure := f.share.failure.Load(); failure != 0 {
		return 0, syscall.Errno(failure)
	}
	return h.(fs.FileWriter).Write(ctx, data, at)
}

func (f *sharedFile) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if failure := f.share.failure.Load(); failure != 0 {
		return nil, nil, 0, syscall.Errno(failure)
	}
	return f.LoopbackNode.Create(ctx, name, flags, mode, out)
}

// mountShare mounts an empty one. See withOwnMounts.
func mountShare(t *testing.T) *share {
	t.Helper()
	s := &share{folder: t.TempDir()}
	there := &fs.LoopbackRoot{Path: t.TempDir()}
	there.RootNode = &sharedFile{&fs.LoopbackNode{RootData: there}, s}
	server, err := fs.Mount(s.folder, there.RootNode, &fs.Options{MountOptions: fuse.MountOptions{
		DirectMountStrict: true, FsName: "share", Name: "portdrill",
	}})
	if err != nil {
		testenv.Lacks(t, "this test mounts a file system by FUSE, for which /dev/fuse must be there and may be opened: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The law: on a network file system a rollback journal is used, which is said, and
// what several programs record there at once is kept, once each.
func TestNetwork(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		path := filepath.Join(mountShare(t).folder, "it.db")
		crew := []*partner{converseWith(t, path), converseWith(t, path), converseWith(t, path)}
		for range 8 {
			for _, p := range crew {
				p.reply()
			}
			for _, p := range crew {
				p.verdict()
			}
		}
		assertRollback(t, path)
		var shown []string
		for _, p := range crew {
			p.kill()
			p.aside.await(t, text("OnNetwork").In(catalogue.English, path))
			shown = append(shown, p.shown...)
		}
		kept := answersIn(t, path)
		slices.Sort(shown)
		if slices.Sort(kept); !slices.Equal(kept, shown) {
			t.Errorf("%d verdicts were shown, %d answers are in the log", len(shown), len(kept))
		}
	})
}

// The law: a file with a write-ahead log that is brought there, be it closed or of a
// program that was killed, is changed over when it is opened, to read or to write,
// and loses nothing.
func TestNetworkTakesLogOver(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		there := mountShare(t)
		for name, end := range map[string]func(*partner){"closed.db": func(p *partner) { p.quit() }, "killed.db": (*partner).kill} {
			for _, command := range []string{"stats", "drill"} {
				p := converseWith(t, filepath.Join(t.TempDir(), name))
				p.answer(3)
				end(p)
				brought := filepath.Join(there.folder, command+"-"+name)
				for _, suffix := range []string{"", "-wal"} {
					copyIfThere(t, p.path+suffix, brought+suffix)
				}
				runs(t, command, "--lang", "en", "--db", brought)
				assertRollback(t, brought)
				p.keptIn(brought)
			}
		}
	})
}

// The law: who waits for a lock there is told for whom, too, be it somebody who only
// reads.
func TestNetworkLock(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		p := converseWith(t, filepath.Join(mountShare(t).folder, "it.db"))
		p.answer(1)
		l := lockFile(t, p.path)
		p.reply()
		p.aside.await(t, text("WaitingFor").In(catalogue.English, l.name, l.pid, p.path, lockPatience))
		l.release()
		p.verdict()
		p.kill()
		p.keptAre()
	})
}

// The law: when a quota is used up, a permission is taken away or the disk fails in
// the middle of a session, no answer is acknowledged that is not recorded; the reason
// is said, and the session goes on when it is gone.
func TestNetworkFails(t *testing.T) {
	t.Parallel()
	withOwnMounts(t, func(t *testing.T) {
		there := mountShare(t)
		p := converseWith(t, filepath.Join(there.folder, "it.db"))
		p.answer(3)
		for _, failure := range []struct {
			is  syscall.Errno
			say string
		}{
			{syscall.EDQUOT, "the disk is full: cannot write " + p.path},
			{syscall.ENOSPC, "the disk is full: cannot write " + p.path},
			{syscall.EACCES, "cannot write to " + p.path},
			{syscall.EROFS, "cannot write to " + p.path},
			{syscall.EIO, "disk error while reading or writing " + p.path},
		} {
			there.failure.Store(int32(failure.is))
			p.answerInVain(failure.say)
			p.answerInVain(failure.say)
			there.failure.Store(0)
			p.answer(2)
		}
		p.kill()
		p.keptAre()
	})
}

// assertRollback holds that the file uses no write-ahead log.
func assertRollback(t *testing.T, path string) {
	t.Helper()
	const writeVersion, rollback = 18, "\x01\x01" // www.sqlite.org/fileformat.html, section 1.3
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(content[writeVersion : writeVersion+2]); got != rollback {
		t.Errorf("the journal is of version %q", got)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("there is a write-ahead log")
	}
}

func copyIfThere(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		return
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
