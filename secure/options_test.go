package secure_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
)

func TestWrongOptions(t *testing.T) {
	p := certificates(t)
	cert, key, root := p.good.CertPEM(), p.good.KeyPEM(), p.root.CertPEM()
	damaged := bytes.Replace(root, []byte("MII"), []byte("AAA"), 1)
	for _, row := range []struct {
		name string
		edit func(o *secure.Options)
		text string
	}{
		{"roots that are no PEM", func(o *secure.Options) { o.Roots = []byte("hello") }, "Roots: no certificate in PEM"},
		{"roots that are a key", func(o *secure.Options) { o.Roots = key }, "Roots: no certificate in PEM"},
		{"a damaged root", func(o *secure.Options) { o.Roots = append(bytes.Clone(root), damaged...) }, "Roots: certificate 2"},
		{"half a root", func(o *secure.Options) { o.Roots = append(bytes.Clone(root), root[:len(root)/2]...) }, "what follows certificate 1 is damaged"},
		{"a pin that is no base64", func(o *secure.Options) { o.Pins = []string{"sha256/!"} }, `"sha256/!" is no SHA-256`},
		{"a short pin", func(o *secure.Options) { o.Pins = []string{"AAAA"} }, `"AAAA"`},
		{"an empty pin", func(o *secure.Options) { o.Pins = []string{""} }, `Pins: ""`},
		{"a pin of another hash", func(o *secure.Options) { o.Pins = []string{"sha1/2jmj7l5rSw0yVb/vlWAYkK/YBwk="} }, "sha1/"},
		{"another's key", func(o *secure.Options) { o.Certificate, o.Key = cert, p.client.KeyPEM() }, "private key does not match public key"},
		{"a key alone", func(o *secure.Options) { o.Certificate, o.Key = nil, key }, "Key: set Certificate too"},
		{"no key", func(o *secure.Options) { o.Certificate, o.Key = cert, nil }, "Certificate and Key"},
		{"a certificate that is no PEM", func(o *secure.Options) { o.Certificate = []byte("hello") }, "Certificate and Key"},
		{"a version", func(o *secure.Options) { o.MinVersion = "3.0" }, `"3.0" is none of 1.0`},
		{"an empty protocol", func(o *secure.Options) { o.Protocols = []string{"a", ""} }, "Protocols"},
		{"a contradiction", func(o *secure.Options) { o.InsecureNoVerify, o.Roots = true, root }, "leave out Roots"},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := secure.Options{Certificate: cert, Key: key}
			row.edit(&o)
			for _, make := range []func() (secure.Upgrade, error){o.Client, o.Server} {
				u, err := make()
				assert.ErrorIs(t, err, secure.ErrOptions)
				assert.ErrorContains(t, err, row.text)
				assert.Nil(t, u)
			}
		})
	}
	_, err := secure.Options{}.Server()
	assert.ErrorIs(t, err, secure.ErrNoCertificate)
	assert.ErrorIs(t, err, secure.ErrOptions)
}

// TestRootsAmongText reads what tools write: text between certificates.
func TestRootsAmongText(t *testing.T) {
	p := certificates(t)
	text := append([]byte("# a comment\r\nsubject=other\n"), p.other.CertPEM()...)
	text = append(append(text, "\nCN=root\n"...), p.root.CertPEM()...)
	c, _ := meet(t, transports["net"], client(t, secure.Options{Roots: text}), server(t, secure.Options{}, p.good), "localhost")
	assert.NoError(t, c.err)
}

func TestKeyInTheCertificateFile(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	u, err := secure.Options{Certificate: append(p.good.KeyPEM(), p.good.CertPEM()...)}.Server()
	require.NoError(t, err)
	c, _ := meet(t, transports["net"], client(t, trusting(t)), u, "localhost")
	assert.NoError(t, c.err)
}

// TestClock gives a client a clock that runs 90 minutes slow.
func TestClock(t *testing.T) {
	leaktest.Check(t)
	p := certificates(t)
	slow := with(trusting(t), func(o *secure.Options) {
		o.Time = func() time.Time { return time.Now().Add(-90 * time.Minute) }
	})
	c, _ := meet(t, transports["net"], client(t, slow), server(t, secure.Options{}, p.good), "localhost")
	assert.ErrorContains(t, c.err, "check the clock of this device")
}
