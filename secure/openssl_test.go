package secure_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// A tool is OpenSSL's command, a TLS that shares no code with Go's.
type tool string

var versionLogged sync.Once

func openssl(t *testing.T) tool {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		leaktest.Missing(t, "openssl is not installed: ", err)
	}
	versionLogged.Do(func() {
		t.Logf("%s", tool(path).run(t, nil, "version"))
	})
	return tool(path)
}

// run gives the output of one command.
func (path tool) run(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), hang)
	defer cancel()
	cmd := exec.CommandContext(ctx, string(path), args...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	require.NoError(t, err, "openssl %s", strings.Join(args, " "))
	return out
}

// files writes a certificate, its chain and its key.
func files(t *testing.T, i *pki.Identity) (certificate, chain, key string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	return write("cert.pem", pki.PEM(i.Chain[0])), write("chain.pem", i.CertPEM()), write("key.pem", i.KeyPEM())
}

// serve starts a server that sends every line back in reverse, and ends with the
// test. It returns its address.
func (path tool) serve(t *testing.T, i *pki.Identity, args ...string) string {
	t.Helper()
	certificate, chain, key := files(t, i)
	args = append([]string{"s_server", "-accept", "127.0.0.1:0", "-rev", "-cert", certificate, "-cert_chain", chain, "-key", key}, args...)
	ctx, cancel := context.WithTimeout(context.Background(), hang)
	cmd := exec.CommandContext(ctx, string(path), args...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var said bytes.Buffer
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	address := make(chan string, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if at, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
				select {
				case address <- at:
				default: // said again for each connection
				}
			}
		}
	})
	t.Cleanup(func() {
		cancel() // kills it
		wg.Wait()
		cmd.Wait()
		if t.Failed() {
			t.Log("s_server: ", said.String())
		}
	})
	select {
	case at := <-address:
		return at
	case <-time.After(hang):
		require.Fail(t, "s_server does not listen")
		return ""
	}
}
