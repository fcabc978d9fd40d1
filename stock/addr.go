package stock

import "net"

const network = "component"

// An Addr stands for the address of a component that has none. It is the
// component's name.
type Addr string

// Network returns "component".
func (Addr) Network() string { return network }

func (a Addr) String() string { return string(a) }

// LocalAddr is that of the component, if it has such a method that returns one,
// else an Addr.
func (c *Conn) LocalAddr() net.Addr {
	if a, ok := c.component.(interface{ LocalAddr() net.Addr }); ok {
		if addr := a.LocalAddr(); addr != nil {
			return addr
		}
	}
	return c.standIn()
}

// RemoteAddr is that of the component, if it has such a method that returns one,
// else an Addr.
func (c *Conn) RemoteAddr() net.Addr {
	if a, ok := c.component.(interface{ RemoteAddr() net.Addr }); ok {
		if addr := a.RemoteAddr(); addr != nil {
			return addr
		}
	}
	return c.standIn()
}

func (c *Conn) standIn() Addr {
	if n, ok := c.component.(interface{ Name() string }); ok {
		return Addr(n.Name())
	}
	return network
}
