//go:build !linux && !darwin && !freebsd && !openbsd && !netbsd && !dragonfly && !js && !wasip1

package blocking

import (
	"context"
	"net"
)

// On systems where a raw descriptor cannot be had, package net lies beneath.

func noSockets() error { return nil }

func connect(ctx context.Context, network string, local, remote net.Addr, s settings) (conn, error) {
	return connectNet(ctx, network, local, remote, s)
}

func listen(ctx context.Context, network, address string, o listenOptions) (listener, error) {
	return listenNet(ctx, network, address, o)
}
