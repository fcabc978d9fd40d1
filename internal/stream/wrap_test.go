package stream_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// hang is more than any step of a test takes.
const hang = 20 * time.Second

// makers make both ends of a connection of every kind that Wrap is used for.
var makers = map[string]func(t *testing.T) (near, far net.Conn){
	"tcp":  tcpPair,
	"tls":  tlsPair,
	"pipe": func(*testing.T) (net.Conn, net.Conn) { return net.Pipe() },
}

func each(t *testing.T, f func(t *testing.T, near, far net.Conn)) {
	for name, make := range makers {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			near, far := make(t)
			defer far.Close()
			defer near.Close()
			f(t, near, far)
		})
	}
}

func tcpPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	near, err = net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return near, far
}

func tlsPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	a, b := tcpPair(t)
	client := tls.Client(a, &tls.Config{InsecureSkipVerify: true})
	server := tls.Server(b, secured())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := server.Handshake(); err != nil {
			t.Error(err)
		}
	})
	if err := client.Handshake(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	return client, server
}

// secured is the far end's. Nobody verifies it.
var secured = sync.OnceValue(func() *tls.Config { return pki.Issue(nil, "far").Server() })

func sendAll(s stream.Socket, p []byte) error {
	for len(p) > 0 {
		n, err := s.Send(p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

func TestWrapCarriesBytesInPieces(t *testing.T) {
	each(t, func(t *testing.T, near, far net.Conn) {
		s := stream.Wrap(near)
		sent := make([]byte, 1<<20)
		rand.Read(sent)
		var got []byte
		var wg sync.WaitGroup
		wg.Go(func() {
			got = make([]byte, len(sent))
			io.ReadFull(far, got)
		})
		n, err := s.Send(sent)
		if err != nil || n != 16<<10 {
			t.Errorf("Send of 1 MiB: %d, %v; want a piece of 16 KiB", n, err)
		}
		if err := sendAll(s, sent[n:]); err != nil {
			t.Error(err)
		}
		wg.Wait()
		if !bytes.Equal(got, sent) {
			t.Error("other bytes arrived than were sent")
		}

		wg.Go(func() { far.Write([]byte("answer")) })
		p := make([]byte, 64)
		n, err = s.Receive(p)
		wg.Wait()
		if err != nil || string(p[:n]) != "answer" {
			t.Errorf("Receive: %q, %v", p[:n], err)
		}
		if s.LocalAddr() != near.LocalAddr() || s.RemoteAddr() != near.RemoteAddr() {
			t.Error("addresses are not those of the connection")
		}
	})
}

func TestWrapTrySendNeverWrites(t *testing.T) {
	each(t, func(t *testing.T, near, far net.Conn) {
		s := stream.Wrap(near)
		if n, err := s.TrySend([]byte("x")); n != 0 || err != stream.ErrWouldBlock {
			t.Errorf("TrySend: %d, %v", n, err)
		}
		if n, err := s.TrySend(nil); n != 0 || err != nil {
			t.Errorf("TrySend of nothing: %d, %v", n, err)
		}
	})
}

func TestWrapCloseWrite(t *testing.T) {
	each(t, func(t *testing.T, near, far net.Conn) {
		s := stream.Wrap(near)
		_, can := near.(interface{ CloseWrite() error })
		err := s.CloseWrite()
		if !can {
			if !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("CloseWrite: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := far.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the peer reads %v, want EOF", err)
		}
		far.Write([]byte("late"))
		p := make([]byte, 8)
		if n, err := s.Receive(p); err != nil || string(p[:n]) != "late" {
			t.Errorf("Receive after CloseWrite: %q, %v", p[:n], err)
		}
	})
}

func TestWrapEndWakesReceiveAndSend(t *testing.T) {
	ends := map[string]func(stream.Socket){
		"interrupt": stream.Socket.Interrupt,
		"close":     func(s stream.Socket) { s.Close() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, near, far net.Conn) {
				s := stream.Wrap(near)
				var wg sync.WaitGroup
				wg.Go(func() {
					if n, err := s.Receive(make([]byte, 8)); n != 0 || err != io.EOF && !errors.Is(err, net.ErrClosed) {
						t.Errorf("Receive: %d, %v", n, err)
					}
				})
				wg.Go(func() {
					for {
						if _, err := s.Send(make([]byte, 1<<20)); err != nil {
							if !errors.Is(err, net.ErrClosed) {
								t.Errorf("Send: %v", err)
							}
							return
						}
					}
				})
				time.Sleep(50 * time.Millisecond) // let both wait
				began := time.Now()
				end(s)
				wg.Wait()
				if took := time.Since(began); took > hang {
					t.Errorf("woken after %v", took)
				}
				for range 2 {
					if _, err := s.Receive(make([]byte, 8)); err != io.EOF && !errors.Is(err, net.ErrClosed) {
						t.Errorf("Receive afterwards: %v", err)
					}
					if _, err := s.Send([]byte("x")); !errors.Is(err, net.ErrClosed) {
						t.Errorf("Send afterwards: %v", err)
					}
					if _, err := s.TrySend([]byte("x")); !errors.Is(err, net.ErrClosed) {
						t.Errorf("TrySend afterwards: %v", err)
					}
					if err := s.CloseWrite(); !errors.Is(err, net.ErrClosed) {
						t.Errorf("CloseWrite afterwards: %v", err)
					}
					s.Close()
				}
			})
		})
	}
}

// TestWrapInterruptDoesNotWaitForAlert has a peer that never reads: the Close
// of the TLS connection alone would wait 5 seconds to write its alert.
func TestWrapInterruptDoesNotWaitForAlert(t *testing.T) {
	leaktest.Check(t)
	near, far := net.Pipe() // takes no byte that is not read
	defer far.Close()
	s := stream.Wrap(tls.Client(near, &tls.Config{InsecureSkipVerify: true}))
	began := time.Now()
	s.Interrupt()
	s.Close()
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("Interrupt and Close took %v", took)
	}
}

// fussyConn returns its last bytes together with an error, knows no deadlines,
// and can be made to return nothing at all.
type fussyConn struct {
	net.Conn
	reads  []string
	err    error
	closed bool
}

func (c *fussyConn) Read(p []byte) (int, error) {
	if len(c.reads) == 0 {
		return 0, c.err
	}
	n := copy(p, c.reads[0])
	c.reads = c.reads[1:]
	if len(c.reads) == 0 {
		return n, c.err
	}
	return n, nil
}

func (c *fussyConn) SetDeadline(time.Time) error     { return errors.ErrUnsupported }
func (c *fussyConn) SetReadDeadline(time.Time) error { return errors.ErrUnsupported }
func (c *fussyConn) LocalAddr() net.Addr             { return nil }
func (c *fussyConn) RemoteAddr() net.Addr            { return nil }
func (c *fussyConn) Close() error                    { c.closed = true; return nil }

func TestWrapReceiveGivesBytesBeforeTheirError(t *testing.T) {
	broken := errors.New("broken")
	s := stream.Wrap(&fussyConn{reads: []string{"", "last"}, err: broken})
	p := make([]byte, 8)
	if n, err := s.Receive(p); string(p[:n]) != "last" || err != nil {
		t.Errorf("first: %q, %v", p[:n], err)
	}
	for range 2 {
		if n, err := s.Receive(p); n != 0 || err != broken {
			t.Errorf("then: %d, %v", n, err)
		}
	}
}

func TestWrapReceiveGivesUpOnEmptyReads(t *testing.T) {
	s := stream.Wrap(&fussyConn{})
	if _, err := s.Receive(make([]byte, 8)); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("got %v", err)
	}
	if n, err := s.Receive(nil); n != 0 || err != nil {
		t.Errorf("Receive into nothing: %d, %v", n, err)
	}
}

func TestWrapInterruptClosesWithoutDeadlines(t *testing.T) {
	c := &fussyConn{}
	stream.Wrap(c).Interrupt()
	if !c.closed {
		t.Error("the connection is still open")
	}
}
