//go:build unix

package device

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// TestStartTLS has the scripts of test/testdata/starttls talk to real servers, each by a
// variable with its port.
func TestStartTLS(t *testing.T) {
	dir := t.TempDir()
	if err := certificates(dir); err != nil {
		t.Fatal(err)
	}
	var c interop.Certificate
	for name, to := range map[string]*[]byte{"localhost.pem": &c.Cert, "localhost.key": &c.Key} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		*to = data
	}
	ports := map[string]int{}
	for name, start := range map[string]func(testing.TB, interop.Certificate) *interop.Service{
		"SMTP": interop.Exim, "IMAP": interop.Dovecot, "POP3": interop.DovecotPOP3,
		"LDAP": interop.Slapd, "POSTGRES": interop.PostgreSQL, "XMPP": interop.Prosody,
	} {
		ports[name] = start(t, c).Port
	}
	testscript.Run(t, testscript.Params{
		Files:    scripts(t, "../testdata/starttls/*.txtar"),
		Cmds:     commands,
		Deadline: deadline(t),
		Setup: func(env *testscript.Env) error {
			for name, port := range ports {
				env.Setenv(name, strconv.Itoa(port))
			}
			env.Setenv("CA", filepath.Join(dir, "ca.pem"))
			return setup(env)
		},
	})
}
