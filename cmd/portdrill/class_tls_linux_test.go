package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/store"
)

// certify writes a certificate for the name, valid until the instant, and its key.
func certify(t *testing.T, folder, name string, until time.Time) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plan := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	content, err := x509.CreateCertificate(rand.Reader, plan, plan, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, name+".pem"), filepath.Join(folder, name+".key")
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: content}))
	write(t, cert, text)
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(text))
	return cert, key, pool
}

// The law: a session is reached by the name of its host, over TLS that a browser trusts. A
// certificate that no browser would take is refused before there is a session, and one that
// was left is not given up for it.
func TestClassByName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "class.db")
	good, goodKey, pool := certify(t, folder, "class.school.test", time.Now().AddDate(0, 1, 0))
	old, oldKey, _ := certify(t, folder, "old.school.test", time.Now().AddDate(0, 0, -1))

	refused := func(says string, args ...string) {
		t.Helper()
		code, _, said := runs(t, append([]string{"--db", path, "class", "host"}, args...)...)
		if code != app.ExitFailed && code != app.ExitUsage || !strings.Contains(said, says) {
			t.Errorf("%q: exit code %d, %q; want %q", args, code, said, says)
		}
	}
	refused("none.pem", "--tls-cert", filepath.Join(folder, "none.pem"), "--tls-key", goodKey)
	refused("expired", "--address", "old.school.test", "--tls-cert", old, "--tls-key", oldKey)
	refused("is for class.school.test", "--address", "other.school.test", "--tls-cert", good, "--tls-key", goodKey)
	refused("does not belong", "--address", "class.school.test", "--tls-cert", good, "--tls-key", oldKey)
	refused("192.168.1.300", "--address", "192.168.1.300")
	refused("a_b", "--new", "--address", "a_b")
	rooms := func() []store.Room {
		t.Helper()
		db, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		all, err := db.Rooms(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if rooms := rooms(); len(rooms) != 0 {
		t.Fatalf("%d sessions were made", len(rooms))
	}
	addresses, err := classroom.Addresses()
	if err != nil || len(addresses) == 0 {
		t.Skip("this machine has no network")
	}
	port := freePort(t)
	host := holdClass(t, "--db", path, "--port", port, "--address", "Class.School.test", "--tls-cert", good, "--tls-key", goodKey)
	if want := "https://class.school.test:" + port; host.url != want {
		t.Errorf("the address is %s, want %s", host.url, want)
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort(addresses[0].String(), port))
		},
	}}
	answer, err := client.Get(host.url + "/" + host.code)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the page is %s", answer.Status)
	}
	host.kill()
	refused("expired", "--new", "--address", "old.school.test", "--tls-cert", old, "--tls-key", oldKey)
	if rooms := rooms(); len(rooms) != 1 || !rooms[0].Ended.IsZero() {
		t.Errorf("sessions: %+v", rooms)
	}
}
