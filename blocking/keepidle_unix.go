//go:build linux || freebsd || netbsd

package blocking

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle   = unix.TCP_KEEPIDLE
	keepAliveUnit = 1 // second
)
