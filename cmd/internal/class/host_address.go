package class

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// addressMemo returns the address at which the class can join: the loopback address, unless
// the flags ask for the network.
func addressMemo(ctx context.Context, a *app.App, f hostFlags) (classroom.Memo, error) {
	memo := classroom.Memo{Host: "127.0.0.1", Port: f.port, Secure: f.cert != ""}
	if !f.lan && f.address == "" {
		return memo, nil
	}
	if f.address != "" {
		host, ok := hostNamed(f.address)
		if ok && !strings.ContainsAny(host, ".:") { // one word is a slip, unless this machine is called so
			_, ok = interfaceOf(ctx, host)
		}
		if !ok {
			return memo, app.UsageProblem(textBadAddress.In(a.Lang, f.address), "")
		}
		memo.Host = host
		return memo, nil
	}
	all, err := classroom.Addresses()
	if err != nil || len(all) == 0 {
		return memo, app.Failure(textNoNetwork.In(a.Lang), textNoNetworkHint.In(a.Lang))
	}
	if len(all) > 1 {
		a.Messages.Say(textOtherAddresses.In(a.Lang, addressList(a.Lang, all)))
	}
	memo.Host = all[0].String()
	return memo, nil
}

func addressList(lang catalogue.Lang, all []classroom.Address) string {
	texts := make([]string, len(all))
	for i, address := range all {
		texts[i] = fmt.Sprintf("%s (%s)", address, address.Interface)
		if address.Virtual {
			texts[i] = textVirtualAddress.In(lang, address, address.Interface)
		}
	}
	return strings.Join(texts, wording.Listed.In(lang))
}

// hostName matches the name of a host; the last label is no number, which a mistyped IP
// address would end in.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?$`)

// longestHost is how long the name of a host can be, after RFC 1035.
const longestHost = 253

// hostNamed returns the IP address or the host name that was typed, as URLs have it.
func hostNamed(typed string) (host string, ok bool) {
	if address, err := netip.ParseAddr(typed); err == nil {
		return address.String(), true
	}
	host = strings.TrimSuffix(strings.ToLower(typed), ".")
	return host, len(host) <= longestHost && hostName.MatchString(host)
}

// lookupPatience is how long a name server is waited for.
const lookupPatience = 2 * time.Second

// interfaceOf returns the address to listen on for the host. A name may lead to this machine
// for phones alone, as through a router: for one that does not here, ours is false, and the
// address is the likeliest of this machine.
func interfaceOf(ctx context.Context, host string) (address string, ours bool) {
	if _, err := netip.ParseAddr(host); err == nil {
		return host, true
	}
	ctx, cancel := context.WithTimeout(ctx, lookupPatience)
	defer cancel()
	found, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", host) // without a name server nothing is found
	mine, err := classroom.Addresses()
	if err != nil || len(mine) == 0 {
		return "127.0.0.1", false
	}
	for _, address := range found {
		address = address.Unmap()
		if address.IsLoopback() || slices.ContainsFunc(mine, func(a classroom.Address) bool { return a.Addr == address }) {
			return address.String(), true
		}
	}
	return mine[0].String(), false
}

// checkCertificate reports a certificate that browsers would not take for the host, as it
// is better known before the class waits for it.
func checkCertificate(a *app.App, f hostFlags, host string) error {
	if f.cert == "" {
		return nil
	}
	for _, path := range []string{f.cert, f.key} {
		if _, err := os.ReadFile(path); err != nil {
			return app.Failure(textNoCertificate.In(a.Lang, path, err), "")
		}
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return app.Failure(textBadCertificate.In(a.Lang, f.key, f.cert, err), "")
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return app.Failure(textNoCertificate.In(a.Lang, f.cert, err), "")
	}
	const day = "2006-01-02"
	switch now := a.Clock.Real(); {
	case now.After(leaf.NotAfter):
		return app.Failure(textExpired.In(a.Lang, f.cert, leaf.NotAfter.Format(day)), "")
	case now.Before(leaf.NotBefore):
		return app.Failure(textNotYetValid.In(a.Lang, f.cert, leaf.NotBefore.Format(day)), "")
	}
	if leaf.VerifyHostname(host) == nil {
		return nil
	}
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return app.Failure(textNamesNobody.In(a.Lang, f.cert), "")
	}
	return app.Failure(
		textOtherHost.In(a.Lang, f.cert, strings.Join(names, wording.Listed.In(a.Lang)), host),
		textOtherHostHint.In(a.Lang),
	)
}

var (
	textBadAddress    = wording.T("%q is neither an IP address nor a host name", "%q 既不是 IP 地址，也不是主机名")
	textNoNetwork     = wording.T("this machine is not on a network", "本机没有连接网络")
	textNoNetworkHint = wording.T(
		"connect it or turn on a hotspot; without --lan it works on this machine only",
		"请连接网络或打开热点；不加 --lan 则仅限本机",
	)
	textOtherAddresses = wording.T(
		"Addresses of this machine; the first one is used (to change it: --address): %s",
		"本机地址（使用第一个，可用 --address 另选）：%s",
	)
	textVirtualAddress = wording.T("%s (%s, virtual or VPN)", "%s（%s，虚拟网卡或 VPN）")
	textLeadsElsewhere = wording.T(
		"On this machine, %s resolves to another address. Phones can use it only if it resolves to %s for them.",
		"在本机上，%s 并不指向本机。只有当手机能把它解析到 %s 时，才能用它加入。",
	)
	textNoCertificate  = wording.T("cannot use the certificate file %s: %v", "无法使用证书文件 %s：%v")
	textBadCertificate = wording.T("the key %s does not belong to the certificate %s: %v", "私钥 %s 与证书 %s 不匹配：%v")
	textExpired        = wording.T("the certificate %s expired on %s", "证书 %s 已于 %s 过期")
	textNotYetValid    = wording.T("the certificate %s is not valid before %s", "证书 %s 要到 %s 才生效")
	textNamesNobody    = wording.T("the certificate %s contains no host name", "证书 %s 未包含任何主机名")
	textOtherHost      = wording.T("the certificate %s is for %s, not for %s", "证书 %s 适用于 %s，而不是 %s")
	textOtherHostHint  = wording.T(
		"use the name in the certificate: --address class.school.example",
		"请给出证书所属的主机名：--address class.school.example",
	)
)
