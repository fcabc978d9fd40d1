package secure_test

import (
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// TestMain gives the tests roots of the system that they know: on Linux package
// x509 reads those once, from where the environment says.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "roots")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	systemRoots = filepath.Join(dir, "roots.pem")
	os.Setenv("SSL_CERT_FILE", systemRoots)
	os.Setenv("SSL_CERT_DIR", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func TestSystemRoots(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	beside := with(trusting(t), func(o *secure.Options) { o.SystemRoots = true })
	for _, row := range []struct {
		name string
		u    secure.Upgrade
		peer *pki.Identity
		good bool
	}{
		{"none named", secure.Client(nil), p.public, true},
		{"zero options", client(t, secure.Options{}), p.public, true},
		{"said", client(t, secure.Options{SystemRoots: true}), p.public, true},
		{"replaced", client(t, trusting(t)), p.public, false},
		{"beside others", client(t, beside), p.public, true},
		{"beside others, which count too", client(t, beside), p.good, true},
		{"beside others, unknown", client(t, beside), p.unknown, false},
	} {
		c, _ := meet(t, transports["net"], row.u, server(t, secure.Options{}, row.peer), "localhost")
		assert.Equal(t, row.good, c.err == nil, "%s: %v", row.name, c.err)
		assert.Equal(t, !row.good, as[x509.UnknownAuthorityError](c.err), row.name)
	}
}
