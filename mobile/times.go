package mobile

import (
	"net"
	"time"
)

// SetConnectTimeoutMillis bounds the lookup of the name and the connecting. 0 means
// 60 seconds.
func (c *Config) SetConnectTimeoutMillis(millis int64) {
	defer survive()
	c.set.connectTimeout = atLeast0(millis)
}

// SetReadTimeoutMillis ends a connection with CodeTimeout when the peer sends
// nothing for so long; time in which the app takes nothing does not count. For
// [Conn] it bounds one call, and ends nothing. 0 means no bound.
func (c *Config) SetReadTimeoutMillis(millis int64) {
	defer survive()
	c.set.readTimeout = atLeast0(millis)
}

// SetWriteTimeoutMillis ends a connection with CodeTimeout when there is something
// to write and the peer takes nothing for so long. 0 means no bound.
func (c *Config) SetWriteTimeoutMillis(millis int64) {
	defer survive()
	c.set.writeTimeout = atLeast0(millis)
}

// SetDelayMillis sets how long to wait before the first attempt to connect.
func (c *Config) SetDelayMillis(millis int64) {
	defer survive()
	c.set.delay = atLeast0(millis)
}

// SetLingerMillis sets how long, after Stop has written everything, the peer may be
// silent before the connection is closed without its end. 0 means 5 seconds.
func (c *Config) SetLingerMillis(millis int64) {
	defer survive()
	c.set.linger = atLeast0(millis)
}

// SetKeepAlive sets TCP's keep-alive: after how long without data the system asks
// whether the peer is still there, how often, and how many times without an answer.
// 0 means 15 seconds, 15 seconds and 9 times; idleMillis below 0 turns it off.
// Times are rounded up to seconds.
func (c *Config) SetKeepAlive(idleMillis, intervalMillis int64, count int32) {
	defer survive()
	c.set.keepAlive = net.KeepAliveConfig{
		Enable: true, Idle: milliseconds(idleMillis),
		Interval: atLeast0(intervalMillis), Count: int(max(count, 0)),
	}
}

func atLeast0(ms int64) time.Duration { return milliseconds(max(ms, 0)) }
