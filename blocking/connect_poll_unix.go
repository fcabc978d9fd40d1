//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// connectPolling connects without waiting in connect(2), waits in poll(2), and
// makes the descriptor block again.
func connectPolling(ctx context.Context, fd int, sa syscall.Sockaddr) error {
	if err := unix.SetNonblock(fd, true); err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	switch err := syscall.Connect(fd, sa); err {
	case nil, unix.EISCONN:
	case unix.EINPROGRESS, unix.EALREADY, unix.EINTR:
		if err := waitConnected(ctx, fd); err != nil {
			return err
		}
	default:
		return os.NewSyscallError("connect", err)
	}
	return os.NewSyscallError("fcntl", unix.SetNonblock(fd, false))
}

// waitConnected waits for the end of a connect that is going on.
func waitConnected(ctx context.Context, fd int) error {
	k, err := openPipe()
	if err != nil {
		return err
	}
	defer k.close()
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		k.signal()
	})
	ready := false
	for !ready && err == nil && ctx.Err() == nil {
		ready, _, err = pollTwo(fd, unix.POLLOUT, k.r, pollTime(ctx))
	}
	if !stop() {
		<-over
	}
	switch {
	case err != nil:
		return err
	case !ready:
		// Whether the function above has run says nothing: a context has its
		// error before it calls it.
		return contextError(ctx)
	}
	errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return os.NewSyscallError("getsockopt", err)
	}
	if errno != 0 {
		return os.NewSyscallError("connect", unix.Errno(errno))
	}
	return nil
}

// pollTime is how long to wait for the end of ctx, which has a timer of its own
// that wakes.
func pollTime(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return -1
	}
	return min(max(time.Until(deadline), time.Millisecond), longestPoll)
}
