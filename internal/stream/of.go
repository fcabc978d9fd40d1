package stream

import "net"

// Of returns what drives a connection: its own engine if it has one, as a
// *blocking.Conn has, or a wrapper.
func Of(conn net.Conn) Socket {
	if own, ok := conn.(interface{ Socket() Socket }); ok {
		return own.Socket()
	}
	return Wrap(conn)
}
