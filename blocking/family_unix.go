//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"context"
	"net"
)

// On these systems the descriptors are this package's own, and they block.

func noSockets() error { return nil }

func connect(ctx context.Context, network string, local, remote net.Addr, s settings) (conn, error) {
	return connectDescriptor(ctx, network, local, remote, s, connectSocket)
}

func listen(ctx context.Context, network, address string, o listenOptions) (listener, error) {
	return listenDescriptor(ctx, network, address, o)
}
