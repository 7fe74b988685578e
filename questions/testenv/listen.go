package testenv

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
)

// Listen listens on a port of this machine that can be listened on again after it was
// closed. The system gives ports from 32768 on to clients: one that tries to reach a
// server which is away can be given its port, and then keeps the server from coming back.
// These lie below.
func Listen(t testing.TB) net.Listener {
	t.Helper()
	const lowest, ports = 20_000, 12_000
	for range ports {
		port := lowest + (os.Getpid()*97+int(listened.Add(1)))%ports
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return l
		}
	}
	t.Fatal("no port can be listened on")
	return nil
}

var listened atomic.Int64 // ports tried
