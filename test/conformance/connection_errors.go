package conformance

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// refused returns a port at which nobody listens.
func refused(s *stage) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(s, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// fullBacklog returns a port that does not answer, until accept is called.
func fullBacklog(s *stage) (port int, accept func()) {
	config := blocking.ListenConfig{Backlog: 1, Control: SmallBuffers}
	l, err := config.Listen(s.Context(), "tcp", "127.0.0.1:0")
	require.NoError(s, err)
	s.Cleanup(func() { l.Close() })
	for {
		conn, err := net.DialTimeout("tcp", l.Addr().String(), 100*time.Millisecond)
		if err != nil {
			break
		}
		s.Cleanup(func() { conn.Close() })
	}
	return l.Addr().(*net.TCPAddr).Port, func() {
		s.peers.Go(func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				s.peers.Go(func() {
					s.play(conn, func(p *peer) { io.Copy(io.Discard, p) })
				})
			}
		})
		s.Cleanup(func() { l.Close(); s.peers.Wait() })
	}
}

// nowhere is a resolver that answers every question with "no such name", over
// DNS for streams (RFC 1035 section 4.2.2).
func nowhere() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			var size [2]byte
			for {
				if _, err := io.ReadFull(far, size[:]); err != nil {
					return
				}
				m := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(far, m); err != nil {
					return
				}
				m[2] |= 0x80 // an answer
				m[3] = 0x83  // NXDOMAIN
				if _, err := far.Write(append(size[:], m...)); err != nil {
					return
				}
			}
		}()
		return near, nil
	}}
}

func failures(s *stage) {
	one := func(s *stage, c *client, howDied error) error {
		c.activate().ended(howDied)
		told := c.errors()
		require.Len(s, told, 1)
		return told[0]
	}
	s.sub("refused", func(s *stage) {
		assert.ErrorIs(s, one(s, s.client(refused(s), Options{}), errRefused), errRefused)
	})
	s.sub("unknown host", func(s *stage) {
		c := s.clientOf("nobody.invalid", 7, Options{Resolver: nowhere()}).activate()
		select {
		case <-c.handle.Done():
		case <-time.After(patience):
			s.Fatal("not ended")
		}
		require.Len(s, c.errors(), 1)
		unknown, ok := errors.AsType[*net.DNSError](c.errors()[0])
		require.True(s, ok, "%v", c.errors())
		assert.True(s, unknown.IsNotFound)
		assert.Equal(s, "nobody.invalid", unknown.Name)
		c.ended(unknown)
	})
	s.sub("timeout", func(s *stage) {
		port, _ := fullBacklog(s)
		c := s.client(port, Options{ConnectTimeout: 50 * time.Millisecond})
		assert.ErrorIs(s, one(s, c, axon.ErrTimeout), axon.ErrTimeout)
	})
	s.sub("port 0", func(s *stage) { badPort(s, 0) })
	s.sub("port 70000", func(s *stage) { badPort(s, 70000) })
	s.sub("port -1", func(s *stage) { badPort(s, -1) })
	s.sub("reset", func(s *stage) {
		c := s.client(s.serve(resetWhenOpen), Options{InitialMessage: []byte("x")})
		assert.ErrorIs(s, one(s, c, errReset), errReset)
	})
	s.sub("with data", func(s *stage) {
		c := s.client(refused(s), Options{InitialMessage: make([]byte, 30)})
		c.send(make([]byte, 12))
		c.finish()
		c.activate().ended(errRefused)
		require.Len(s, c.errors(), 2)
		assert.ErrorIs(s, c.errors()[0], errRefused)
		assert.ErrorContains(s, c.errors()[1], "42 bytes")
	})
}

// resetWhenOpen waits for a byte, since a reset that comes before the client has
// seen its connection is a failure of the dial.
func resetWhenOpen(p *peer) {
	p.read(1)
	p.reset()
}

func badPort(s *stage, port int) {
	c := s.client(port, Options{}).activate()
	select {
	case <-c.handle.Done():
	case <-time.After(patience):
		s.Fatal("not ended")
	}
	require.Len(s, c.errors(), 1)
	bad, ok := errors.AsType[*net.AddrError](c.errors()[0])
	require.True(s, ok, "%v", c.errors())
	assert.Contains(s, bad.Addr, "127.0.0.1:")
	c.ended(bad)
}

func resets(s *stage) {
	s.sub("while it waits to read", func(s *stage) {
		data := random(1000)
		connected := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.write(data)
			p.wait(connected)
			p.reset()
		}), Options{}).activate()
		c.untilBytes(len(data))
		close(connected)
		c.ended(errReset)
		c.received(data)
		require.Len(s, c.errors(), 1)
		assert.ErrorIs(s, c.errors()[0], errReset)
		assert.ErrorIs(s, c.handle.Err(), errReset)
	})
	s.sub("while it waits to write", func(s *stage) {
		full := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.wait(full)
			p.reset()
		}), Options{}).activate()
		c.send(random(1 << 20))
		c.send(random(1 << 10))
		s.until("a queue", func() bool { return c.waiting("inbox") > 0 })
		close(full)
		c.ended(errReset)
		require.Len(s, c.errors(), 2)
		assert.ErrorIs(s, c.errors()[0], errReset)
		assert.ErrorContains(s, c.errors()[1], "not written")
	})
	s.sub("while it drains", func(s *stage) {
		full := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.wait(full)
			p.reset()
		}), Options{}).activate()
		c.send(random(1 << 20))
		c.finish()
		close(full)
		c.ended(errReset)
		require.Len(s, c.errors(), 2)
		assert.ErrorIs(s, c.errors()[0], errReset)
	})
}
