package secure_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestAgainstServerOfOpenSSL(t *testing.T) {
	tool := openssl(t)
	p := certificates(t)
	rows := []struct {
		name string
		peer *pki.Identity
		host string
		args []string
		want func(error) bool // nil for a good handshake
		say  string           // the version, or a part of the error
	}{
		{"right name", p.good, "localhost", nil, nil, "TLS 1.3"},
		{"right address", p.good, "127.0.0.1", nil, nil, "TLS 1.3"},
		{"TLS 1.2 only", p.good, "localhost", []string{"-tls1_2"}, nil, "TLS 1.2"},
		{"TLS 1.3 only", p.good, "localhost", []string{"-tls1_3"}, nil, "TLS 1.3"},
		{"TLS 1.3 with a retry", p.good, "localhost", []string{"-tls1_3", "-groups", "P-521"}, nil, "TLS 1.3"},
		{"TLS 1.0 only", p.good, "localhost", []string{"-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"}, as[tls.AlertError], "do not overlap"},
		{"wrong name", p.wrongName, "localhost", nil, as[x509.HostnameError], "a.example"},
		{"expired", p.expired, "localhost", nil, as[x509.CertificateInvalidError], "check the clock"},
		{"self-signed", p.selfSigned, "localhost", nil, as[x509.UnknownAuthorityError], "self-signed"},
		{"unknown root", p.unknown, "localhost", nil, as[x509.UnknownAuthorityError], "CN=Other Root"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			leaktest.Check(t)
			raw, err := blocking.Dial("tcp", tool.serve(t, row.peer, row.args...))
			require.NoError(t, err)
			defer raw.Close()
			conn, secured, err := client(t, trusting(t)).Upgrade(context.Background(), raw, secure.End{Host: row.host})
			if row.want != nil {
				require.Error(t, err)
				t.Log(err)
				assert.True(t, row.want(err), "%v", err)
				assert.ErrorContains(t, err, row.say)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.say, secured.Version)
			assert.Equal(t, row.peer.Chain[0].Raw, secured.Peer[0])
			require.NoError(t, conn.SetDeadline(time.Now().Add(hang)))
			_, err = io.WriteString(conn, "hello\n")
			require.NoError(t, err)
			line, err := bufio.NewReader(conn).ReadString('\n')
			require.NoError(t, err)
			assert.Equal(t, "olleh\n", line)
		})
	}
}

func TestAgainstClientOfOpenSSL(t *testing.T) {
	tool := openssl(t)
	p := certificates(t)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	require.NoError(t, os.WriteFile(roots, p.root.CertPEM(), 0o600))
	rows := []struct {
		name string
		own  *pki.Identity
		args []string
		want string // the version, or a part of the error
		good bool
	}{
		{"right name", p.good, nil, "TLS 1.3", true},
		{"TLS 1.2 only", p.good, []string{"-tls1_2"}, "TLS 1.2", true},
		{"TLS 1.3 only", p.good, []string{"-tls1_3"}, "TLS 1.3", true},
		{"TLS 1.0 only", p.good, []string{"-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"}, "do not overlap", false},
		{"wrong name", p.wrongName, nil, "does not accept the certificate", false},
		{"wrong name, TLS 1.2", p.wrongName, []string{"-tls1_2"}, "does not accept the certificate", false},
		{"expired", p.expired, nil, "does not accept the certificate", false},
		{"expired, TLS 1.2", p.expired, []string{"-tls1_2"}, "renew the certificate of this end", false},
		{"self-signed", p.selfSigned, nil, "does not accept the certificate", false},
		{"unknown root", p.unknown, nil, "does not accept the certificate", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			leaktest.Check(t)
			l, err := blocking.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer l.Close()
			require.NoError(t, l.SetDeadline(time.Now().Add(hang)))

			ctx, cancel := context.WithTimeout(context.Background(), hang)
			defer cancel()
			args := []string{"s_client", "-connect", l.Addr().String(), "-servername", "localhost", "-verify_hostname", "localhost", "-CAfile", roots, "-verify_return_error", "-quiet", "-no_ign_eof"}
			cmd := exec.CommandContext(ctx, string(tool), append(args, row.args...)...)
			in, err := cmd.StdinPipe() // it ends when its input does
			require.NoError(t, err)
			var out, said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &said
			require.NoError(t, cmd.Start())
			var wg sync.WaitGroup
			defer wg.Wait()
			wg.Go(func() { cmd.Wait() })
			defer in.Close()

			raw, err := l.Accept()
			require.NoError(t, err)
			defer raw.Close()
			conn, secured, err := server(t, secure.Options{}, row.own).Upgrade(ctx, raw, secure.End{Server: true})
			if !row.good {
				require.Error(t, err)
				t.Log(err)
				assert.True(t, as[*secure.HandshakeError](err))
				assert.ErrorContains(t, err, row.want)
				return
			}
			require.NoError(t, err, &said)
			assert.Equal(t, row.want, secured.Version)
			assert.Equal(t, "localhost", secured.ServerName)
			require.NoError(t, conn.SetDeadline(time.Now().Add(hang)))
			_, err = io.WriteString(in, "hello\n")
			require.NoError(t, err)
			line, err := bufio.NewReader(conn).ReadString('\n')
			require.NoError(t, err)
			_, err = io.WriteString(conn, line)
			require.NoError(t, err)
			require.NoError(t, conn.Close())
			wg.Wait()
			assert.Equal(t, "hello\n", out.String(), &said)
		})
	}
}
