package classroom

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
)

// An Address is one that this machine has in a network.
type Address struct {
	netip.Addr
	Interface string
	Virtual   bool // of a VPN, a virtual machine or a container: a class is hardly there
}

// virtualNames begin the names of interfaces that no cable or radio belongs to.
var virtualNames = []string{
	"docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vnet", "tun", "tap", "wg", "utun", "ppp", "zt", "tailscale", "cni", "flannel", "lxc", "podman",
	"vethernet", "vmware", "virtualbox", "hyper-v", "wsl", "bluetooth", "ipsec", "gif", "stf", "awdl", "llw", "anpi", "bridge",
}

// Addresses returns the addresses by which others may reach this machine, the
// likeliest first: those of real networks before virtual ones, IPv4 before IPv6,
// which nobody likes to type.
func Addresses() ([]Address, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var all []Address
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue // it is gone since
		}
		for _, a := range addresses {
			prefix, err := netip.ParsePrefix(a.String())
			if err != nil || prefix.Addr().IsLinkLocalUnicast() && prefix.Addr().Is6() {
				continue
			}
			all = append(all, Address{prefix.Addr(), i.Name, IsVirtual(i.Name, i.Flags)})
		}
	}
	SortAddresses(all)
	return all, nil
}

// IsVirtual reports whether an interface belongs to no real network, as far as its
// name and its kind tell.
func IsVirtual(name string, flags net.Flags) bool {
	name = strings.ToLower(name)
	return flags&net.FlagPointToPoint != 0 || strings.Contains(name, "vpn") || slices.ContainsFunc(virtualNames, func(begin string) bool {
		return strings.HasPrefix(name, begin)
	})
}

// SortAddresses puts the likeliest first.
func SortAddresses(all []Address) {
	rank := func(a Address) (n int) {
		if a.Virtual {
			n += 8
		}
		if a.IsLinkLocalUnicast() {
			n += 4
		}
		if a.Is6() {
			n += 2
		}
		if !a.IsPrivate() {
			n++
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b Address) int { return cmp.Compare(rank(a), rank(b)) })
}

// ListAddresses lists the addresses of this machine, the likeliest first.
func ListAddresses(*app.App, *cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	addresses, err := Addresses()
	if err != nil {
		return nil, app.NoFiles
	}
	var all []string
	for _, address := range addresses {
		all = append(all, app.Described(address.String(), address.Interface))
	}
	return all, app.KeepOrder
}
