package blocking

import (
	"net"
	"syscall"
	"time"
)

// ControlFunc is called with a socket that has been created but neither bound
// nor connected, for options that this package does not know (setsockopt(2)).
// network is the socket's own, such as "tcp4"; an error ends the dial or listen.
type ControlFunc = func(network, address string, c syscall.RawConn) error

// settings is what a Dialer and a ListenConfig say about each of their sockets.
type settings struct {
	control   ControlFunc
	keepAlive net.KeepAliveConfig // Enable is always meant
	nagle     bool
}

// The keep-alive times where none are set, as in package net.
const (
	keepAliveIdle     = 15 * time.Second
	keepAliveInterval = 15 * time.Second
	keepAliveCount    = 9
)

// newSettings fills in the defaults of the keep-alive times.
func newSettings(control ControlFunc, keepAlive net.KeepAliveConfig, disableKeepAlive, nagle bool) settings {
	keepAlive.Enable = !disableKeepAlive
	if keepAlive.Idle == 0 {
		keepAlive.Idle = keepAliveIdle
	}
	if keepAlive.Interval == 0 {
		keepAlive.Interval = keepAliveInterval
	}
	if keepAlive.Count == 0 {
		keepAlive.Count = keepAliveCount
	}
	return settings{control, keepAlive, nagle}
}
