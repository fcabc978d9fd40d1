//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"syscall"
)

// connectSocket waits in poll(2): no document says that SO_SNDTIMEO or
// shutdown(2) end a connect(2) here.
func connectSocket(ctx context.Context, fd int, sa syscall.Sockaddr) error {
	return connectPolling(ctx, fd, sa)
}
