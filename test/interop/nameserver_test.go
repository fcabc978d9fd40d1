package interop_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

func TestDnsmasq(t *testing.T) {
	leaktest.Check(t)
	s := interop.Dnsmasq(t)
	server, err := dialer.ParseNameServer(fmt.Sprint("127.0.0.1:", s.Port))
	require.NoError(t, err)
	way := dialer.Way{Dialer: blocking.Dialer{Resolver: server, Control: conformance.SmallBuffers}}
	eachClient(t, func(t *testing.T, client maker) { interop.TestClient(t, client.talks("server.test", way.DialContext)) })
	_, err = way.Open(t.Context(), "other.test", 7)
	t.Log(err)
	dns, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok)
	assert.True(t, dns.IsNotFound)
	assert.Equal(t, server.String(), dns.Server)
}

// A program in a root directory that holds nothing else has no resolv.conf.
func TestNoNameServer(t *testing.T) {
	leaktest.Check(t)
	if os.Getuid() != 0 {
		leaktest.Missing(t, "only root can have another root directory")
	}
	if conn, err := net.Dial("tcp", "127.0.0.1:53"); err == nil {
		conn.Close()
		leaktest.Missing(t, "a name server runs on this machine")
	}
	chroot := interop.Find(t, "chroot", "--version")
	root := t.TempDir()
	program := exec.CommandContext(t.Context(), "go", "build", "-tags", "netgo", "-o", filepath.Join(root, "dial"), "./testdata/dial")
	program.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := program.CombinedOutput()
	require.NoError(t, err, "%s", out)
	ask := func(args ...string) string {
		out, _ := interop.Output(t, nil, chroot, append([]string{root, "/dial"}, args...)...)
		return string(out)
	}

	none := ask("server.test:7")
	t.Log(none)
	assert.Contains(t, none, dialer.ErrNoNameServer.Error())
	assert.Contains(t, none, "connection refused", "the cause")

	s := interop.Dnsmasq(t)
	own := fmt.Sprint("127.0.0.1:", s.Port)
	assert.Contains(t, ask("other.test:7", own), "lookup other.test on "+own+": no such host")
	echo := interop.SocatEcho(t)
	_, port, err := net.SplitHostPort(echo)
	require.NoError(t, err)
	assert.Equal(t, "connected to "+echo+"\n", ask("server.test:"+port, own))
}
