//go:build unix

package device

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/threadedtcp/threadedtcp/test/interop"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// TestStartTLS has the scripts of test/testdata/starttls talk to real servers, each by a
// variable with its port.
func TestStartTLS(t *testing.T) {
	dir := t.TempDir()
	localhost, err := certificates(dir)
	if err != nil {
		t.Fatal(err)
	}
	ports := map[string]int{}
	for name, start := range map[string]func(testing.TB, *pki.Identity) *interop.Service{
		"SMTP": interop.Exim, "IMAP": interop.Dovecot, "POP3": interop.DovecotPOP3,
		"LDAP": interop.Slapd, "POSTGRES": interop.PostgreSQL, "XMPP": interop.Prosody,
	} {
		ports[name] = start(t, localhost).Port
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
