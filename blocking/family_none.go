//go:build js || wasip1

package blocking

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
)

// Package net imitates sockets here, within the program. To a client that would say
// that its server refuses it, or has no name, and send somebody to look for the fault.

func noSockets() error {
	return fmt.Errorf("%s has no sockets: %w", runtime.GOOS, errors.ErrUnsupported)
}

func connect(_ context.Context, network string, local, remote net.Addr, _ settings) (conn, error) {
	return nil, dialError(network, local, remote, noSockets())
}

func listen(_ context.Context, network, _ string, _ listenOptions) (listener, error) {
	return nil, &net.OpError{Op: "listen", Net: network, Err: noSockets()}
}
