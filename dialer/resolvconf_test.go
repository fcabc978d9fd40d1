package dialer

import (
	"errors"
	"net"
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
	failed := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "connection refused", Name: "server.test", Server: "192.0.2.1:53"}}

	assert.Same(t, errors.ErrUnsupported, new(Way).explain(errors.ErrUnsupported))
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.ErrUnsupported}
	assert.Same(t, refused, new(Way).explain(refused))
	byLibrary := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "try again", Name: "server.test"}}
	assert.Same(t, byLibrary, new(Way).explain(byLibrary), "the system's library says no server")

	assert.Same(t, failed, new(Way).explain(failed), "there is a server")
}
