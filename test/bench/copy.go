package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// pipelines is G7 to G9: a whole life of a connection that sends a file to an
// echo server and takes back all of it.
func pipelines() []row {
	address := peer("echo")
	var rows []row
	for _, c := range []struct {
		goal                    string
		size, total             int
		target, floor           float64
		cpuTarget, cpuFloor, by float64 // by more with two processors
	}{
		{"G7", 64 << 10, 160 << 20, 0.98, 0.90, 1, 1.15, 0.45},
		{"G7", 32 << 10, 160 << 20, 0.98, 0.90, 1, 1.15, 0.45},
		{"G8", 4 << 10, 80 << 20, 1.4, 1.2, 1, 1.15, 0.45},
		{"G9", 64, 5 << 20, 4, 3, 1, 1.15, 0.45},
	} {
		total := count(c.total) / c.size * c.size
		s := compare(
			variant{"net", copying(total, func() { n := dialNet(address); copyBoth(n, n, n.CloseWrite, c.size, total); n.Close() })},
			variant{"same", copying(total, func() { p := dialPlain(address); copyBoth(p, p, p.CloseWrite, c.size, total); p.Close() })},
			variant{"client", copying(total, func() { pipe(address, c.size, total) })},
		)
		what := fmt.Sprintf("file, client, echo, sink in %d B, ", c.size)
		cpuFloor := c.cpuFloor
		if os.Getenv("GOMAXPROCS") != "1" {
			cpuFloor += c.by
		}
		rows = append(rows,
			atLeast(times(c.goal, what+"rate / io.CopyBuffer", s.ratio("client", "same", 0), c.target, c.floor)).
				with("%.1f k messages/s; / CopyBuffer over net.Conn %.2fx", s.of("client", 0)*1e6/float64(c.size), s.ratio("client", "net", 0)),
			times(c.goal, what+"CPU", s.ratio("client", "same", 1), c.cpuTarget, cpuFloor).
				with("/ CopyBuffer over net.Conn %.2fx", s.ratio("client", "net", 1)))
	}
	return rows
}

// copying gives rate and CPU time.
func copying(total int, f func()) func() []float64 {
	return func() []float64 {
		before, began := cpu(), time.Now()
		f()
		return []float64{rate(total, began), float64(cpu() - before)}
	}
}

// content is a file in memory, so that small messages do not measure pread(2).
type content struct{ left int }

var block [64 << 10]byte

func (c *content) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), c.left)], block[:])
	c.left -= n
	return n, nil
}

// onlyReader and onlyWriter keep io.CopyBuffer to its buffer.
type onlyReader struct{ io.Reader }
type onlyWriter struct{ io.Writer }

func copyBoth(r io.Reader, w io.Writer, closeWrite func() error, size, total int) {
	sent := make(chan error, 1)
	go func() {
		_, err := io.CopyBuffer(onlyWriter{w}, onlyReader{&content{total}}, make([]byte, size))
		closeWrite()
		sent <- err
	}()
	n, err := io.CopyBuffer(onlyWriter{io.Discard}, onlyReader{r}, make([]byte, size))
	check(err)
	check(<-sent)
	same(int(n), total)
}

func same(got, want int) {
	if got != want {
		check(fmt.Errorf("%d bytes came back, want %d", got, want))
	}
}

// A file sends its content in messages of size.
type file struct {
	axon.Base[[]byte, []byte]
	content
	size int
}

// Run sends the file.
func (f *file) Run(ctx context.Context) error {
	for buf := make([]byte, f.size); ; {
		n, err := f.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err := f.Outbox.Send(ctx, buf[:n]); err != nil {
			return err
		}
	}
}

// A sink counts what it gets.
type sink struct {
	axon.Base[[]byte, []byte]
	got int
}

// Start sets the handlers.
func (s *sink) Start(context.Context) error {
	s.Inbox.Handle(func(_ context.Context, m []byte) { s.got += len(m) })
	s.Control.Handle(func(_ context.Context, m axon.Signal) {
		if m.Stop() != axon.Never {
			s.Inbox.After(func() { s.End(nil) })
		}
	})
	return nil
}

// Run is not called, because there is Start.
func (s *sink) Run(context.Context) error { return nil }

func pipe(address string, size, total int) {
	s := &sink{}
	p, err := axon.NewPipeline(&file{content: content{total}, size: size}, client(address), s)
	check(err)
	check(axon.Run(context.Background(), p))
	same(s.got, total)
}
