package secure_test

import (
	"crypto/x509"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestPins(t *testing.T) {
	p := certificates(t)
	pin := func(i *pki.Identity) string { return secure.Pin(i.Chain[0]) }
	pinned := func(pins ...string) secure.Options {
		return with(trusting(t), func(o *secure.Options) { o.Pins = pins })
	}
	unverified := func(pins ...string) secure.Options {
		return secure.Options{InsecureNoVerify: true, Pins: pins}
	}
	// A certificate of nobody's, sent together with one whose key is pinned.
	borrowed := &pki.Identity{Key: p.selfSigned.Key, Chain: []*x509.Certificate{p.selfSigned.Chain[0], p.intermediate.Chain[0], p.good.Chain[0], nil}}
	rows := []struct {
		name   string
		client secure.Options
		peer   *pki.Identity
		host   string
		good   bool
	}{
		{"leaf", pinned(pin(p.good)), p.good, "localhost", true},
		{"leaf, no prefix", pinned(strings.TrimPrefix(pin(p.good), "sha256/")), p.good, "localhost", true},
		{"intermediate", pinned(pin(p.intermediate)), p.good, "localhost", true},
		{"root", pinned(pin(p.root)), p.good, "localhost", true},
		{"one of two", pinned(pin(p.other), pin(p.good)), p.good, "localhost", true},
		{"none", pinned(pin(p.other), pin(p.client)), p.good, "localhost", false},
		{"sent, but not of the chain", pinned(pin(p.unknown)), &pki.Identity{Key: p.good.Key, Chain: append(p.good.Chain[:2:2], p.unknown.Chain[0], nil)}, "localhost", false},
		{"not verified, leaf", unverified(pin(p.selfSigned)), p.selfSigned, "device.example", true},
		{"not verified, expired", unverified(pin(p.expired)), p.expired, "localhost", true},
		{"not verified, none", unverified(pin(p.good)), p.selfSigned, "device.example", false},
		{"not verified, another's certificate", unverified(pin(p.intermediate), pin(p.good)), borrowed, "localhost", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			leaktest.Check(t)
			far := secure.Server(row.peer.Server())
			c, s := meet(t, transports["blocking"], client(t, row.client), far, row.host)
			if row.good {
				require.NoError(t, c.err)
				require.NoError(t, s.err)
				talk(t, c.conn, s.conn)
				return
			}
			require.ErrorIs(t, c.err, secure.ErrPin)
			t.Log(c.err)
			assert.ErrorContains(t, c.err, pin(row.peer))
			assert.Error(t, s.err)
		})
	}
	t.Run("a pin does not stand for a name", func(t *testing.T) {
		leaktest.Check(t)
		c, _ := meet(t, transports["blocking"], client(t, pinned(pin(p.good))), server(t, secure.Options{}, p.good), "b.example")
		require.Error(t, c.err)
		assert.NotErrorIs(t, c.err, secure.ErrPin)
	})
}

// TestPinAsOpenSSLMakesIt is the example of RFC 7469 appendix A in reverse: the
// pin of a certificate from openssl x509 -pubkey | openssl pkey -outform der |
// openssl dgst -sha256 -binary | openssl base64.
func TestPinAsOpenSSLMakesIt(t *testing.T) {
	tool := openssl(t)
	c := certificates(t).good.Chain[0]
	public := tool.run(t, pki.PEM(c), "x509", "-pubkey", "-noout")
	der := tool.run(t, public, "pkey", "-pubin", "-outform", "der")
	sum := tool.run(t, der, "dgst", "-sha256", "-binary")
	hash := tool.run(t, sum, "base64")
	assert.Equal(t, "sha256/"+strings.TrimSpace(string(hash)), secure.Pin(c))
}
