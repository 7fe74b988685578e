package classroom_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"portdrill/cmd/internal/classroom"
)

// The law: a class is told the address of a real network before that of a VPN or a
// virtual machine, and IPv4 before what nobody likes to type.
func TestAddresses(t *testing.T) {
	all := []classroom.Address{
		{Addr: netip.MustParseAddr("fd00::7"), Interface: "eth0"},
		{Addr: netip.MustParseAddr("172.17.0.1"), Interface: "docker0", Virtual: classroom.IsVirtual("docker0", 0)},
		{Addr: netip.MustParseAddr("169.254.3.4"), Interface: "eth1"},
		{Addr: netip.MustParseAddr("10.8.0.2"), Interface: "tun0", Virtual: classroom.IsVirtual("tun0", net.FlagPointToPoint)},
		{Addr: netip.MustParseAddr("192.168.1.7"), Interface: "wlan0", Virtual: classroom.IsVirtual("wlan0", 0)},
	}
	classroom.SortAddresses(all)
	if all[0].String() != "192.168.1.7" || !all[3].Virtual || !all[4].Virtual {
		t.Errorf("%v", all)
	}
	for name, want := range map[string]bool{"vEthernet (WSL)": true, "Ethernet": false, "Wi-Fi": false, "VMware Network Adapter": true, "en0": false, "My VPN": true} {
		if got := classroom.IsVirtual(name, 0); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The law: a code is of signs that do not look alike, is taken in any case and with
// blanks, and no two are the same.
func TestCodes(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		code := classroom.NewCode()
		if len(code) != classroom.CodeLength || strings.ContainsAny(code, "01OIL") || seen[code] {
			t.Fatalf("the code %q", code)
		}
		seen[code] = true
	}
	if rows, err := classroom.QR(classroom.JoinURL("http://192.168.100.200:8080", classroom.NewCode())); err != nil || len(rows) != 29 {
		t.Errorf("the QR code has %d rows, %v; a terminal of 24 lines has room for 29", len(rows), err)
	}
}
