package blocking

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle   = unix.TCP_KEEPIDLE
	keepAliveUnit = 1000 // milliseconds a second, see tcp(4) of DragonFly BSD
)
