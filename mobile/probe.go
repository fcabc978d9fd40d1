package mobile

import (
	"net"
	"time"
)

// How a connection is checked: keep-alive with these times, for as long as they take
// to find that the peer is gone, and a little more.
var probe = net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 5}

const probeTime = 8 * time.Second

// probe asks the system whether the peer is still there. If it is gone, an error of
// the connection says so after some seconds, and not after minutes.
func (e *engine) probe() {
	if l := e.current(); l != nil && e.keepAlive(probe) {
		l.probing.start()
	}
}

// probed goes back to the times before.
func (e *engine) probed() {
	before := e.set.keepAlive
	before.Enable = before.Idle >= 0
	e.keepAlive(before)
}

// keepAlive sets the times of the connection, if it has any.
func (e *engine) keepAlive(times net.KeepAliveConfig) bool {
	e.mu.Lock()
	conn := e.conn
	e.mu.Unlock()
	alive, ok := conn.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	})
	return ok && alive.SetKeepAliveConfig(times) == nil
}
