package main

import (
	"context"
	"io"
	"net"
	"os"
	"time"
)

// pingQueued is G3 and G4: the consumer is another goroutine than the reader.
func pingQueued() []row {
	address := peer("echo")
	s := compare(
		variant{"net", figures(loop(&channelled{TCPConn: dialNet(address)}))},
		variant{"client", figures(newConsumer(address).play)},
	)
	p50 := times("G3", "ping-pong 64 B, consumer elsewhere, p50 / net.Conn and channel", s.ratio("client", "net", 0), 1, 1.5).
		with("net %.1f us", s.of("net", 0)/1e3)
	p50.Must = os.Getenv("GOMAXPROCS") == "1" // where handing over is hard
	return []row{
		p50,
		times("G4", "the same, p99", s.ratio("client", "net", 1), 2, 7).
			with("net %.1f us", s.of("net", 1)/1e3),
		{Goal: "G4", What: "the same, CPU of a message", Value: s.ratio("client", "net", 2), Unit: "x", Report: true},
	}
}

// channelled is a connection with a goroutine that reads, and hands over by a
// channel.
type channelled struct {
	*net.TCPConn
	pongs chan []byte
}

func (c *channelled) Read(p []byte) (int, error) {
	if c.pongs == nil {
		c.pongs = make(chan []byte, 64)
		go c.pump()
	}
	pong, ok := <-c.pongs
	if !ok {
		return 0, io.EOF
	}
	return copy(p, pong), nil
}

func (c *channelled) pump() {
	defer close(c.pongs)
	buf := make([]byte, 4<<10)
	for {
		n, err := c.TCPConn.Read(buf)
		if err != nil {
			return
		}
		c.pongs <- append([]byte(nil), buf[:n]...)
	}
}

// A consumer waits for each pong on its own goroutine.
type consumer struct {
	driver
	games chan int
	rtt   []time.Duration
	done  chan struct{}
}

func newConsumer(address string) *consumer {
	c := &consumer{games: make(chan int), done: make(chan struct{})}
	c.connected = make(chan struct{})
	circle(c, c.connected, client(address))
	return c
}

func (c *consumer) play(n int) []time.Duration {
	c.games <- n
	<-c.done
	return c.rtt
}

// Run plays as often as it is told.
func (c *consumer) Run(ctx context.Context) error {
	c.listen()
	ping := make([]byte, pingSize)
	for {
		select {
		case <-ctx.Done():
			return nil
		case n := <-c.games:
			c.rtt = c.rtt[:0]
			last := time.Now()
			for range n {
				check(c.Outbox.Send(ctx, ping))
				for got := 0; got < pingSize; {
					m, err := c.Inbox.Recv(ctx)
					check(err)
					got += len(m)
				}
				now := time.Now()
				c.rtt = append(c.rtt, now.Sub(last))
				last = now
			}
			c.done <- struct{}{}
		}
	}
}
