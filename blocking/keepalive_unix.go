//go:build linux || darwin || freebsd || netbsd || dragonfly

package blocking

import (
	"net"

	"golang.org/x/sys/unix"
)

// setKeepAliveTimes sets the times of the keep-alive probes that are not
// negative.
func setKeepAliveTimes(fd int, c net.KeepAliveConfig) {
	if c.Idle > 0 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, tcpKeepIdle, wholeSeconds(c.Idle)*keepAliveUnit)
	}
	if c.Interval > 0 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, wholeSeconds(c.Interval)*keepAliveUnit)
	}
	if c.Count > 0 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPCNT, c.Count)
	}
}
