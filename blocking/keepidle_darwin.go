package blocking

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle   = unix.TCP_KEEPALIVE
	keepAliveUnit = 1 // second
)
