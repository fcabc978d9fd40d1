//go:build !linux && !darwin && !freebsd && !openbsd && !netbsd && !dragonfly

package blocking

import "syscall"

func variants() []variant {
	return []variant{{name: "net tcp", network: "tcp", connect: connectNet, listen: listenNet}}
}

// shrink leaves the buffers as they are.
func shrink(_, _ string, _ syscall.RawConn) error { return nil }
