//go:build !unix

package conformance

import (
	"syscall"
	"time"
)

// SmallBuffers leaves the buffers as they are where they cannot be set before the
// connection exists.
func SmallBuffers(network, address string, c syscall.RawConn) error { return nil }

func processorTime() time.Duration { return 0 }
