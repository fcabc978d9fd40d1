package main

import (
	"context"
	"net"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// A sleeper is a call that waits, and what ends it.
type sleeper struct {
	wait func()
	end  func()
}

// wakeUps is G19.
func wakeUps() []row {
	var rows []row
	for _, k := range []struct {
		name string
		make func() sleeper
	}{
		{"read", sleepRead}, {"write", sleepWrite}, {"connect", sleepConnect},
		{"accept", sleepAccept}, {"client in read", sleepClient},
	} {
		var took []time.Duration
		for range max(count(200), 20) {
			s, gone := k.make(), make(chan struct{})
			go func() { s.wait(); close(gone) }()
			time.Sleep(10 * time.Millisecond) // let it sleep
			began := time.Now()
			s.end()
			<-gone
			took = append(took, time.Since(began))
		}
		p99 := float64(quantile(took, 0.99)) / 1e6
		rows = append(rows, vital(row{Goal: "G19", What: "end of a waiting " + k.name + ", p99", Value: p99, Unit: " ms",
			Target: 2, Floor: 50}).with("p50 %.2f ms", float64(quantile(took, 0.5))/1e6))
	}
	return rows
}

func listener(backlog int) *blocking.Listener {
	l, err := (&blocking.ListenConfig{Backlog: backlog}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	check(err)
	return l
}

// pair returns a socket and its peer, which neither reads nor writes.
func pair() (blocking.Socket, net.Conn) {
	l := listener(0)
	defer l.Close()
	s := dialPlain(l.Addr().String()).Socket
	c, err := l.Accept()
	check(err)
	return s, c
}

func sleepRead() sleeper {
	s, c := pair()
	return sleeper{func() { s.Receive(make([]byte, 1)); c.Close() }, func() { s.Close() }}
}

// tooMuch is more than a socket takes.
var tooMuch [64 << 20]byte

func sleepWrite() sleeper {
	s, c := pair()
	return sleeper{func() { sendAll(s, tooMuch[:]); c.Close() }, func() { s.Close() }}
}

func sleepAccept() sleeper {
	l := listener(0)
	return sleeper{func() { l.Accept() }, func() { l.Close() }}
}

// sleepConnect dials a listener that accepts nothing more.
func sleepConnect() sleeper {
	l := listener(1)
	var filled []blocking.Socket
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		s, err := new(blocking.Dialer).DialSocket(ctx, "tcp", l.Addr().String())
		cancel()
		if err != nil {
			break
		}
		filled = append(filled, s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	return sleeper{func() {
		if _, err := new(blocking.Dialer).DialSocket(ctx, "tcp", l.Addr().String()); ctx.Err() == nil {
			check(err)
		}
		for _, s := range filled {
			s.Close()
		}
		l.Close()
	}, cancel}
}

func sleepClient() sleeper {
	l := listener(0)
	h := &handler{receive: func(context.Context, []byte) {}}
	h.connected = make(chan struct{})
	p, err := axon.NewPipeline(h, client(l.Addr().String()))
	check(err)
	p.Circular = true
	a, err := axon.Activate(context.Background(), p)
	check(err)
	<-h.connected
	return sleeper{func() { a.Wait(); l.Close() }, a.Cancel}
}
