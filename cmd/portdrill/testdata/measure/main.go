// Measure runs a command and says on descriptor 3 when it began and ended, in
// nanoseconds of the monotonic clock, its peak memory in KiB, and how many nanoseconds of
// processors it took.
//
// A program of its own does that since the kernel counts what the parent had in
// memory when it forked as the child's: so the parent has to be a small one.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

func main() {
	report := os.NewFile(3, "report")
	syscall.CloseOnExec(3)
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	began := now()
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	command.Wait() // however it ends
	ended := now()
	usage := command.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Fprintln(report, began, ended, usage.Maxrss, usage.Utime.Nano()+usage.Stime.Nano())
}

func now() int64 {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}
