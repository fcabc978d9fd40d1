package secure_test

import (
	"crypto/x509"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// An assortment is one of everything that a certificate can be.
type assortment struct {
	root, intermediate, other                *pki.Identity
	system, public                           *pki.Identity // a root of the system's, and of it
	good, wrongName, expired, early, orphan  *pki.Identity // of the intermediate
	selfSigned, unknown, client, otherClient *pki.Identity
}

var shared struct {
	sync.Once
	all *assortment
}

// systemRoots is the file that the system's roots are read from, if the test may
// say so.
var systemRoots string

// noAuthority makes of what signs itself a certificate that no other has issued.
func noAuthority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = false, false, x509.KeyUsageDigitalSignature
}

// certificates makes them once: keys take time on the emulated machines.
func certificates(t testing.TB) *assortment {
	t.Helper()
	shared.Do(func() {
		p := &assortment{}
		p.root = pki.Issue(nil, "Test Root")
		p.other = pki.Issue(nil, "Other Root")
		p.intermediate = pki.Issue(p.root, "Test Intermediate", pki.Authority)
		p.good = pki.Issue(p.intermediate, "good", pki.Named("localhost", "127.0.0.1", "::1"))
		p.wrongName = pki.Issue(p.intermediate, "wrong name", pki.Named("a.example", "192.0.2.7"))
		p.expired = pki.Issue(p.intermediate, "expired", pki.Named("localhost"), pki.Valid(-2*time.Hour, -time.Hour))
		p.early = pki.Issue(p.intermediate, "early", pki.Named("localhost"), pki.Valid(time.Hour, 2*time.Hour))
		p.orphan = &pki.Identity{Key: p.good.Key, Chain: p.good.Chain[:1]}
		p.selfSigned = pki.Issue(nil, "self-signed", pki.Named("localhost"), noAuthority)
		p.unknown = pki.Issue(p.other, "unknown", pki.Named("localhost"))
		p.client = pki.Issue(p.root, "client")
		p.otherClient = pki.Issue(p.other, "other client")
		p.system = pki.Issue(nil, "System Root")
		p.public = pki.Issue(p.system, "public", pki.Named("localhost"))
		if systemRoots != "" {
			require.NoError(t, os.WriteFile(systemRoots, p.system.CertPEM(), 0o600))
		}
		shared.all = p
	})
	require.NotNil(t, shared.all, "certificates could not be made")
	return shared.all
}
