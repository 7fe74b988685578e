package catalogue_test

import (
	"strings"
	"testing"

	"portdrill/questions/catalogue"
)

// The law: a Chinese label keeps the acronym that engineers say.
func TestChineseLabelsKeepTheAcronym(t *testing.T) {
	c := builtin(t)
	for key, want := range map[string]string{
		"imaps": "IMAPS（加密 IMAP）", "pop3s": "POP3S（加密 POP3）", "ldaps": "LDAPS（加密 LDAP）",
		"submissions": "SMTPS（加密邮件提交）", "domain-s": "DoT/DoQ（加密 DNS）", "stun": "STUN/TURN（NAT 会话穿越）",
		"mdns": "mDNS（组播 DNS）", "xdmcp": "XDMCP（X 显示管理控制协议）", "wins": "WINS（Windows Internet 名称服务）",
		"ipfix": "IPFIX（IP 流信息导出）", "radius-dynauth": "RADIUS CoA（动态授权）", "wsus": "WSUS（Windows 更新服务）",
		"wsman": "WinRM（HTTP）", "nrpe": "NRPE（Nagios 远程插件执行器）", "s1-control": "S1AP（S1 应用协议）",
		"ng-control": "NGAP（NG 应用协议）", "iso-tsap": "ISO-TSAP（TCP 上的 ISO 传输服务）",
		"microsoft-ds": "SMB 文件共享", "openvpn": "OpenVPN", "ssh": "SSH（安全外壳协议）", "ftp": "FTP 控制连接",
	} {
		if got := c.Service(key).Label(catalogue.Chinese); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	for _, s := range c.Services {
		short := !strings.Contains(s.Name.EN, " ") && len(s.Name.EN) <= 12
		if label := s.Label(catalogue.Chinese); short && !strings.Contains(label, s.Name.EN) {
			t.Errorf("%s is %q and hides %s", s.Key, label, s.Name.EN)
		}
	}
}

// The law: what an exam calls a service is taken where it is typed.
func TestTheExamsOwnWordsAreTaken(t *testing.T) {
	c := builtin(t)
	for key, names := range map[string][]string{
		"submission": {"SMTPS"}, "submissions": {"SMTPS"}, "snmptrap": {"SNMP"}, "sips": {"SIP"}, "ftp-data": {"FTP"},
		"netbios-ns": {"NetBIOS", "NetBT"}, "netbios-dgm": {"NetBIOS"}, "netbios-ssn": {"NetBIOS"},
		"isakmp": {"IPsec", "IKE"}, "ipsec-nat-t": {"IPsec", "NAT-T"}, "bootps": {"DHCP"}, "bootpc": {"DHCP"},
	} {
		for _, name := range names {
			if !c.Service(key).Accepts(name) {
				t.Errorf("%s is not called %s", key, name)
			}
		}
	}
	if use := c.Service("submission").Use; !strings.Contains(use.EN, "SMTPS") || !strings.Contains(use.ZH, "SMTPS") {
		t.Errorf("whoever learns for Network+ is not told what it calls 587: %+v", use)
	}
}

// The law: a description stands within the quotation marks of a question, so it
// has none of that kind itself.
func TestDescriptionsNestInQuotes(t *testing.T) {
	for _, s := range builtin(t).Services {
		if strings.ContainsAny(s.Description.EN+s.Description.ZH, "“”\"") {
			t.Errorf("%s: %+v", s.Key, s.Description)
		}
	}
}
