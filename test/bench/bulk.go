package main

import (
	"context"
	"io"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// bulk is G5.
func bulk() []row {
	address := peer("bulk")
	var rows []row
	for _, size := range []int{64 << 10, 1 << 20} {
		total := count(320 << 20)
		name := map[int]string{64 << 10: "64 KiB", 1 << 20: "1 MiB"}[size]
		// A connection keeps for its life the buffers that the kernel gives it in its
		// first seconds, so each round has a new one; and rounds still differ much.
		s := compareOften(3,
			variant{"net", func() []float64 {
				c := dialNet(address)
				defer c.Close()
				return []float64{upload(c, size, total), download(c, size, total)}
			}},
			variant{"socket", func() []float64 {
				c := dialPlain(address)
				defer c.Close()
				return []float64{upload(c, size, total), download(c, size, total)}
			}},
			variant{"client", func() []float64 {
				l, h := newLoader(address, size)
				defer h.Stop()
				return []float64{l.upload(size, total), l.download(total)}
			}},
		)
		for i, way := range []string{"upload", "download"} {
			rows = append(rows, vital(atLeast(times("G5", way+" in messages of "+name+", rate / net.Conn",
				s.ratio("client", "net", i), 1, 0.85))).with("net %.2f GB/s; bare socket %.2fx", s.of("net", i), s.ratio("socket", "net", i)))
		}
	}
	return rows
}

func rate(total int, began time.Time) float64 {
	return float64(total) / float64(time.Since(began))
}

func upload(c io.ReadWriter, size, total int) float64 {
	message := make([]byte, size)
	began := time.Now()
	_, err := c.Write(request('u', total))
	check(err)
	for range total / size {
		_, err := c.Write(message)
		check(err)
	}
	_, err = io.ReadFull(c, message[:1])
	check(err)
	return rate(total, began)
}

func download(c io.ReadWriter, size, total int) float64 {
	buf := make([]byte, size)
	began := time.Now()
	_, err := c.Write(request('d', total))
	check(err)
	for left := total; left > 0; {
		n, err := c.Read(buf)
		check(err)
		left -= n
	}
	return rate(total, began)
}

// A loader sends and receives much.
type loader struct {
	handler
	left int // bytes to come
	done chan struct{}
}

func newLoader(address string, size int) (*loader, *axon.Handle) {
	l := &loader{done: make(chan struct{})}
	l.connected = make(chan struct{})
	l.receive = func(_ context.Context, m []byte) {
		if l.left -= len(m); l.left == 0 {
			l.done <- struct{}{}
		}
	}
	c := client(address)
	c.ReadSize = size
	return l, circle(l, l.connected, c)
}

func (l *loader) send(m []byte) { check(l.Outbox.Send(context.Background(), m)) }

func (l *loader) upload(size, total int) float64 {
	message := make([]byte, size)
	l.left = 1
	began := time.Now()
	l.send(request('u', total))
	for range total / size {
		l.send(message)
	}
	<-l.done
	return rate(total, began)
}

func (l *loader) download(total int) float64 {
	l.left = total
	began := time.Now()
	l.send(request('d', total))
	<-l.done
	return rate(total, began)
}
