//go:build !unix

package conformance

import (
	"net"
	"syscall"
	"testing"
	"time"
)

// SmallBuffers leaves the buffers as they are where they cannot be set before the
// connection exists.
func SmallBuffers(network, address string, c syscall.RawConn) error { return nil }

func processorTime() time.Duration { return 0 }

func exhaustDescriptors(t testing.TB, dial func() net.Conn) (release func() net.Conn) {
	t.Skip("there is no limit of descriptors to set")
	return nil
}
