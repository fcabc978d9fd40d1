//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"time"

	"golang.org/x/sys/unix"
)

// setOptions sets what a connection needs, and wishes. None of it can fail on a
// connection that lives; where one has ended already, the next call on it says so
// better.
func setOptions(fd, family int, s settings) {
	tick := unix.NsecToTimeval(sendTick.Nanoseconds())
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &tick)
	if family == unix.AF_UNIX {
		return
	}
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, number(!s.nagle))
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, number(s.keepAlive.Enable))
	if s.keepAlive.Enable {
		setKeepAliveTimes(fd, s.keepAlive)
	}
}

func number(on bool) int {
	if on {
		return 1
	}
	return 0
}

// wholeSeconds rounds up, since 0 would mean something else.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
