package main

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A driver sits in a circle with a client: what it sends goes to the server, and
// what comes from there to its inbox.
type driver struct {
	axon.Base[[]byte, []byte]
	connected chan struct{}
}

// A handler is a driver that receives on the goroutine that delivers.
type handler struct {
	driver
	receive func(ctx context.Context, m []byte)
}

// Start sets the handlers.
func (h *handler) Start(context.Context) error {
	h.listen()
	h.Inbox.Handle(h.receive)
	return nil
}

// Run is not called, because there is Start.
func (h *handler) Run(context.Context) error { return nil }

func (d *driver) listen() {
	d.Control.Handle(func(_ context.Context, m axon.Signal) {
		if news, ok := m.(axon.Status); ok && news.Text == "socket connected" {
			close(d.connected)
		}
		if m.Stop() != axon.Never {
			d.End(nil)
		}
	})
}

func client(address string) *threaded.TCPClient {
	host, port, err := net.SplitHostPort(address)
	check(err)
	n, err := strconv.Atoi(port)
	check(err)
	return threaded.NewTCPClient(host, n)
}

// circle runs a driver and a client and returns once they are connected.
func circle(d axon.Component, connected chan struct{}, c *threaded.TCPClient) *axon.Handle {
	p, err := axon.NewPipeline(d, c)
	check(err)
	p.Circular = true
	h, err := axon.Activate(context.Background(), p)
	check(err)
	select {
	case <-connected:
	case <-time.After(10 * time.Second):
		check(context.DeadlineExceeded)
	}
	return h
}

// A pinger answers each pong with the next ping, on the goroutine that delivers.
type pinger struct {
	handler
	ping []byte
	got  int // bytes of the pong
	left int
	last time.Time
	rtt  []time.Duration
	done chan struct{}
}

func newPinger(address string, size int) *pinger {
	p := &pinger{ping: make([]byte, size), done: make(chan struct{})}
	p.connected = make(chan struct{})
	p.receive = p.pong
	circle(p, p.connected, client(address))
	return p
}

func (p *pinger) pong(ctx context.Context, m []byte) {
	if p.got += len(m); p.got < len(p.ping) {
		return
	}
	p.got = 0
	now := time.Now()
	p.rtt = append(p.rtt, now.Sub(p.last))
	p.last = now
	if p.left--; p.left == 0 {
		p.done <- struct{}{}
		return
	}
	p.Outbox.Send(ctx, p.ping)
}

// play sends n pings, one after the other.
func (p *pinger) play(n int) []time.Duration {
	p.left, p.rtt, p.last = n, p.rtt[:0], time.Now()
	check(p.Outbox.Send(context.Background(), p.ping))
	<-p.done
	return p.rtt
}
