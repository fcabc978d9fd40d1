//go:build !linux && !darwin && !freebsd && !openbsd && !netbsd && !dragonfly

package blocking

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func variants() []variant {
	return []variant{{name: "net tcp", network: "tcp", connect: connectNet, listen: listenNet}}
}

// shrink leaves the buffers as they are.
func shrink(_, _ string, _ syscall.RawConn) error { return nil }

// requireRefused goes by the text, since package syscall has no common name.
func requireRefused(t testing.TB, err error) {
	t.Helper()
	require.ErrorContains(t, err, "refused")
}
