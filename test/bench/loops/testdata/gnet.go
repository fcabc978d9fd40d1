//go:build linux

package main

import (
	"log"
	"net"
	"strconv"

	"github.com/panjf2000/gnet/v2"
	"golang.org/x/sys/unix"
)

func init() { servers["gnet"] = serveGnet }

// gnetEcho is an echo as gnet's own examples have it.
type gnetEcho struct {
	gnet.BuiltinEventEngine
	address chan string
}

func (g *gnetEcho) OnBoot(e gnet.Engine) gnet.Action {
	fd, err := e.Dup() // of the listener: it does not tell its address otherwise
	check(err)
	defer unix.Close(fd)
	sa, err := unix.Getsockname(fd)
	check(err)
	g.address <- net.JoinHostPort("127.0.0.1", strconv.Itoa(sa.(*unix.SockaddrInet4).Port))
	return gnet.None
}

func (g *gnetEcho) OnTraffic(c gnet.Conn) gnet.Action {
	p, err := c.Next(-1)
	if err == nil {
		_, err = c.Write(p)
	}
	if err != nil {
		return gnet.Close
	}
	return gnet.None
}

func serveGnet() string {
	g := &gnetEcho{address: make(chan string, 1)}
	go func() { check(gnet.Run(g, "tcp4://127.0.0.1:0", gnet.WithNumEventLoop(1), gnet.WithLogger(quiet{}))) }()
	return <-g.address
}

// quiet leaves standard output, where gnet logs, to what this program has to say.
type quiet struct{}

func (quiet) Debugf(string, ...any)          {}
func (quiet) Infof(string, ...any)           {}
func (quiet) Warnf(string, ...any)           {}
func (quiet) Errorf(format string, a ...any) { log.Printf(format, a...) }
func (quiet) Fatalf(format string, a ...any) { log.Fatalf(format, a...) }
