package files

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Holder returns the name and number of another program that holds a lock on the
// database which keeps this one from writing, be it one of those who only read; held
// is false if there is none. It reads the kernel's list: to open one of the files in order to ask would, when that
// is closed, end the locks that this program has on it.
func Holder(path string, readers bool) (name string, pid int, held bool) {
	list, err := os.Open("/proc/locks")
	if err != nil {
		return "", 0, true
	}
	defer list.Close()
	file, index := inodeInLocks(path), inodeInLocks(path+"-shm")
	for lines := bufio.NewScanner(list); lines.Scan(); {
		l, ok := lockIn(lines.Text())
		if !ok || l.pid == os.Getpid() {
			continue
		}
		if l.inode == file && (l.writes || readers) || l.inode == index && l.writes && l.keepsFromLog() {
			return programName(l.pid), l.pid, true
		}
	}
	return "", 0, false
}

// A heldLock is a line of the kernel's list.
type heldLock struct {
	writes      bool
	pid         int
	inode       string // of the file: major:minor:inode
	first, last uint64 // bytes
}

func lockIn(line string) (l heldLock, ok bool) {
	// 1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 120 120
	f := strings.Fields(line)
	if len(f) != 8 {
		return l, false // of one who waits
	}
	l.writes, l.inode = f[3] == "WRITE", f[5]
	var err error
	if l.pid, err = strconv.Atoi(f[4]); err != nil {
		return l, false
	}
	if l.first, err = strconv.ParseUint(f[6], 10, 64); err != nil {
		return l, false
	}
	if l.last, err = strconv.ParseUint(f[7], 10, 64); err != nil {
		l.last = math.MaxUint64 // EOF
	}
	return l, true
}

// keepsFromLog reports whether the lock, on the index of a write-ahead log, is that
// of one who writes to it or recovers it (www.sqlite.org/walformat.html, section
// 2.3.1).
func (l heldLock) keepsFromLog() bool {
	const writing, recovering = 120, 122
	return l.first <= writing && writing <= l.last || l.first <= recovering && recovering <= l.last
}

// inodeInLocks is how the list names the file: major:minor:inode.
func inodeInLocks(path string) string {
	var s syscall.Stat_t
	if err := syscall.Stat(path, &s); err != nil {
		return ""
	}
	major := s.Dev>>8&0xfff | s.Dev>>32&^0xfff
	minor := s.Dev&0xff | s.Dev>>12&^0xff
	return fmt.Sprintf("%02x:%02x:%d", major, minor, s.Ino)
}

// programName is empty for a program that cannot be seen, as from within a
// container.
func programName(pid int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}
