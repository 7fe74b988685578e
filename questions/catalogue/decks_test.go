package catalogue_test

import (
	"slices"
	"strings"
	"testing"
)

// The law: a deck about something has what everybody looks for first in it.
func TestDecksHaveNoHoles(t *testing.T) {
	c := builtin(t)
	for key, want := range map[string]string{
		"vpn":             "isakmp ipsec-nat-t openvpn l2tp pptp wireguard",
		"linux":           "ssh domain smtp http https ntp syslog nfs sunrpc ipp rsync",
		"windows":         "domain ntp kerberos epmap netbios-ssn ldap microsoft-ds ldaps ms-sql-s ms-wbt-server wsman",
		"monitoring":      "snmp snmptrap syslog syslog-tls netflow ipfix sflow prometheus zabbix-agent nrpe",
		"messaging":       "amqp amqps mqtt secure-mqtt kafka xmpp-client",
		"home":            "domain http https rtsp microsoft-ds ssdp mdns bootps bootpc",
		"ruankao-network": "nntp epmap http-alt router ripng",
		"hcia-datacom":    "pop3 imap",
	} {
		for service := range strings.FieldsSeq(want) {
			if !c.Deck(key).Holds(c.Service(service)) {
				t.Errorf("%s is not in the deck %s", service, key)
			}
		}
	}
	for key, strange := range map[string]string{"classic": "ptp-event ptp-general", "ccna": "router ripng"} {
		for service := range strings.FieldsSeq(strange) {
			if c.Deck(key).Holds(c.Service(service)) {
				t.Errorf("%s is in the deck %s", service, key)
			}
		}
	}
}

// exams are the decks that are about an exam.
var exams = []string{"a-plus", "network-plus", "security-plus", "ccna", "ruankao-network", "hcia-datacom"}

// The law: whoever learns for an exam is told for which version, and as of when.
func TestExamDecksSayTheirVersion(t *testing.T) {
	c := builtin(t)
	for key, versions := range map[string]string{
		"a-plus": "220-1201", "network-plus": "N10-009", "security-plus": "SY0-701 SY0-801", "ccna": "v1.1 v2.0",
		"hcia-datacom": "V1.0 V2.0", "ruankao-network": "",
	} {
		about := c.Deck(key).About
		if !strings.Contains(about.EN, "2026-11.") || !strings.Contains(about.ZH, "2026 年 11 月。") {
			t.Errorf("%s does not say as of when: %+v", key, about)
		}
		for version := range strings.FieldsSeq(versions) {
			if !strings.Contains(about.EN, version) || !strings.Contains(about.ZH, version) {
				t.Errorf("%s does not say %s: %+v", key, version, about)
			}
		}
		if !slices.Contains(exams, key) {
			t.Errorf("%s is not among the exams", key)
		}
	}
}
