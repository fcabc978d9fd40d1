package blocking

import (
	"context"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// connectTick is how often a connect to a Unix socket looks at its context.
	connectTick = 50 * time.Millisecond

	// longestConnect bounds one connect(2), for systems with 32-bit times.
	longestConnect = time.Hour

	// The times between two attempts to shut a connecting socket down.
	firstShutdown = time.Millisecond
	lastShutdown  = 100 * time.Millisecond
)

// connectSocket connects with a connect(2) that waits in the kernel.
//
// SO_SNDTIMEO bounds it, see socket(7), and shutdown(2) from another goroutine
// ends it. The shutdown is repeated until connect has returned: one that comes
// before connect has begun has no effect.
func connectSocket(ctx context.Context, fd int, sa syscall.Sockaddr) error {
	returned, over := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		for pause := firstShutdown; ; pause = min(2*pause, lastShutdown) {
			_ = unix.Shutdown(fd, unix.SHUT_RDWR)
			select {
			case <-returned:
				return
			case <-time.After(pause):
			}
		}
	})
	err := connectWaiting(ctx, fd, sa)
	close(returned)
	if !stop() {
		<-over
		return contextError(ctx)
	}
	return err
}

func connectWaiting(ctx context.Context, fd int, sa syscall.Sockaddr) error {
	_, local := sa.(*syscall.SockaddrUnix)
	for {
		if ctx.Err() != nil {
			return contextError(ctx)
		}
		wait := longestConnect
		if local {
			wait = connectTick // shutdown(2) does not wake it
		}
		if deadline, ok := ctx.Deadline(); ok {
			left := time.Until(deadline)
			if left <= 0 {
				return timeoutError{}
			}
			wait = min(wait, left)
		}
		tv := unix.NsecToTimeval(max(wait, time.Millisecond).Nanoseconds())
		if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &tv); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
		switch err := syscall.Connect(fd, sa); {
		case err == nil, err == unix.EISCONN:
			return nil
		case err == unix.EINTR, err == unix.EINPROGRESS, err == unix.EALREADY, local && err == unix.EAGAIN:
			// The time is over, or a signal came. The attempt is still going on,
			// and the next call joins it.
		default:
			return os.NewSyscallError("connect", err)
		}
	}
}
