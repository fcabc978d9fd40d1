package dialer

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNamesServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "resolv.conf")
	assert.False(t, namesServer(path), "missing")
	for text, want := range map[string]bool{
		"":                                        false,
		"# nameserver 192.0.2.1\nsearch test\n":   false,
		"nameserver\n":                            false,
		"nameserver dns.example\n":                false,
		"nameservers 192.0.2.1\n":                 false,
		"search test\nnameserver 192.0.2.1":       true,
		"nameserver bad\n\tnameserver\t::1 # x\n": true,
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		assert.Equal(t, want, namesServer(path), "%q", text)
	}
}

// What is said depends on who was asked. That a system without resolv.conf asks
// itself is shown by test/interop, in a root directory of its own.
func TestExplain(t *testing.T) {
	asked := &net.DNSError{Err: "connection refused", Name: "server.test", Server: "192.0.2.1:53"}
	failed := &net.OpError{Op: "dial", Net: "tcp", Err: asked}
	own := Way{NameServer: netip.MustParseAddrPort("192.0.2.9:53")}

	assert.Same(t, errors.ErrUnsupported, own.explain(errors.ErrUnsupported))
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.ErrUnsupported}
	assert.Same(t, refused, own.explain(refused))
	byLibrary := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "try again", Name: "server.test"}}
	assert.Same(t, byLibrary, own.explain(byLibrary), "the system's library says no server")

	assert.Equal(t, "dial tcp: lookup server.test on 192.0.2.9:53: connection refused", own.explain(failed).Error())
	assert.Equal(t, "192.0.2.1:53", asked.Server, "which others may share")
	assert.Equal(t, failed, Way{}.explain(failed))
}
