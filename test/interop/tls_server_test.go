package interop_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// mail is the least of an SMTP server that starts TLS (RFC 3207): behind that it
// is an echo.
type mail struct {
	axon.Base[[]byte, []byte]
	makessl axon.Out[any]
	upgrade secure.Upgrade
}

func (m *mail) Boxes() axon.Boxes {
	return append(m.Base.Boxes(), axon.Port{Name: "makessl", Box: &m.makessl})
}

func (m *mail) Run(ctx context.Context) error {
	if err := m.Outbox.Send(ctx, []byte("220 localhost\r\n")); err != nil {
		return err
	}
	var line []byte
	secured := false
	_, err := m.Each(ctx, func(piece []byte) error {
		if secured {
			return m.Outbox.Send(ctx, piece)
		}
		line = append(line, piece...)
		if !bytes.HasSuffix(line, []byte("\r\n")) {
			return nil
		}
		secured = strings.HasPrefix(string(line), "STARTTLS")
		line = nil
		if secured {
			return m.makessl.Send(ctx, secure.After([]byte("220 go ahead\r\n"), m.upgrade))
		}
		return m.Outbox.Send(ctx, []byte("250-localhost\r\n250 STARTTLS\r\n"))
	})
	return err
}

func TestOpenSSLClient(t *testing.T) {
	leaktest.Check(t)
	openssl := interop.Find(t, "openssl", "version")
	i := localhost()
	roots := filepath.Join(t.TempDir(), "roots.pem")
	require.NoError(t, os.WriteFile(roots, i.CertPEM(), 0o600))
	upgrade, err := secure.Options{Certificate: i.CertPEM(), Key: i.KeyPEM()}.Server()
	require.NoError(t, err)
	secured := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	secured.MakeSSL = upgrade
	starts := internet.NewSimpleServer(func() axon.Component { return &mail{upgrade: upgrade} }, 0)
	for _, how := range []struct {
		name, addr string
		args       []string
	}{
		{"from the first byte", serve(t, secured), nil},
		{"STARTTLS", serve(t, starts), []string{"-starttls", "smtp"}},
	} {
		for name, version := range map[string]string{"TLSv1.3": "-tls1_3", "TLSv1.2": "-tls1_2"} {
			t.Run(how.name+" "+name, func(t *testing.T) {
				args := append(how.args, "-connect", how.addr, "-servername", "localhost", "-verify_hostname", "localhost",
					"-CAfile", roots, "-verify_return_error", "-brief", version)
				out, said := interop.SClient(t, openssl, []byte(lines(mebi)), args...)
				assert.Contains(t, said, "Protocol version: "+name)
				assert.Contains(t, said, "Verification: OK")
				assert.True(t, bytes.Equal([]byte(lines(mebi)), out), "%d bytes came back", len(out))
				t.Log(strings.Fields(strings.SplitN(said, "Ciphersuite: ", 2)[1])[0])
			})
		}
	}
}
