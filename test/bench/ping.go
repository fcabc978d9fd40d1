package main

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
)

const (
	pingSize = 64
	pings    = 10000 // in a round
)

// figures are p50, p99 and CPU time of one message.
func figures(play func(n int) []time.Duration) func() []float64 {
	return func() []float64 {
		n := count(pings)
		before := cpu()
		rtt := play(n)
		used := cpu() - before
		return []float64{float64(quantile(rtt, 0.5)), float64(quantile(rtt, 0.99)), float64(used) / float64(n)}
	}
}

// loop plays over anything that reads and writes, in one goroutine.
func loop(c io.ReadWriter) func(n int) []time.Duration {
	ping, buf := make([]byte, pingSize), make([]byte, 4<<10)
	var rtt []time.Duration
	return func(n int) []time.Duration {
		rtt = rtt[:0]
		last := time.Now()
		for range n {
			_, err := c.Write(ping)
			check(err)
			for got := 0; got < pingSize; {
				n, err := c.Read(buf)
				check(err)
				got += n
			}
			now := time.Now()
			rtt = append(rtt, now.Sub(last))
			last = now
		}
		return rtt
	}
}

func dialNet(address string) *net.TCPConn {
	c, err := net.Dial("tcp", address)
	check(err)
	return c.(*net.TCPConn)
}

func dialPlain(address string) plain {
	d := blocking.Dialer{Budget: blocking.NewBudget(2)}
	s, err := d.DialSocket(context.Background(), "tcp", address)
	check(err)
	return plain{s}
}

// pingDirect is G1 and G2.
func pingDirect() []row {
	address := peer("echo")
	s := compare(
		variant{"net", figures(loop(dialNet(address)))},
		variant{"socket", figures(loop(dialPlain(address)))},
		variant{"client", figures(newPinger(address, pingSize).play)},
	)
	return []row{
		vital(times("G1", "ping-pong 64 B from the reader, p50 / net.Conn", s.ratio("client", "net", 0), 0.95, 1.05)).
			with("net %.1f us; bare socket %.2fx", s.of("net", 0)/1e3, s.ratio("socket", "net", 0)),
		times("G2", "the same, CPU of a message", s.ratio("client", "net", 2), 0.85, 1.05).
			with("net %.1f us; bare socket %.2fx", s.of("net", 2)/1e3, s.ratio("socket", "net", 2)),
	}
}
