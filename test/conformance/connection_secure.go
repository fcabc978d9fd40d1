package conformance

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/connection"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// An identity is that of a peer.
type identity struct{ *pki.Identity }

// newIdentity returns one for 127.0.0.1 that signs itself.
func newIdentity() identity { return identity{pki.Issue(nil, "peer", pki.Named("127.0.0.1"))} }

func (i identity) upgrade() stream.Upgrade { return secure.Client(&tls.Config{RootCAs: i.Roots()}) }

// secured puts TLS on the peer's end.
func (p *peer) secured(i identity) *peer {
	c := tls.Server(p.Conn, i.Server())
	if err := c.Handshake(); err != nil {
		p.fail("handshake", err)
	}
	return &peer{c, p.raw, p.s}
}

// secure sends to makessl.
func (c *client) secure(m any) {
	c.s.Helper()
	var out axon.Out[any]
	l := c.link(&out, find(c.s, c.Boxes().Inbox, "makessl"))
	defer l.Unlink()
	require.NoError(c.s, out.Send(c.s.Context(), m))
}

// sslready returns a box with what it says.
func (c *client) sslready() *axon.In[stream.Secured] {
	c.s.Helper()
	in := new(axon.In[stream.Secured])
	c.link(find(c.s, c.Boxes().Outbox, "sslready"), in)
	return in
}

func upgrades(s *stage) {
	s.sub("in mid-stream, behind exactly what was sent before", func(s *stage) {
		i, before := newIdentity(), random(3<<20)
		told := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.wait(told) // all is sent and much waits
			if !bytes.Equal(p.read(len(before)), before) {
				p.fail("read", errors.New("other bytes in clear"))
			}
			t := p.secured(i)
			t.expect([]byte("after this"))
			t.write([]byte("answer"))
			t.closeWrite()
		}), Options{}).activate()
		ready := c.sslready()
		c.untilConnected()
		c.send(before[:len(before)-10]) // which the writer has
		for _, b := range before[len(before)-10:] {
			c.send([]byte{b}) // and these queue
		}
		c.secure(i.upgrade())
		c.send([]byte("after "))
		c.send([]byte("this"))
		close(told)
		c.finish()
		c.ended(axon.ErrProducerFinished)
		c.received([]byte("answer"))
		m, err := ready.TryRecv()
		require.NoError(s, err)
		assert.Equal(s, "TLS 1.3", m.Version)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
	s.sub("at the peer's word", func(s *stage) {
		i := newIdentity()
		c := s.client(s.serve(func(p *peer) {
			p.read(5)
			p.write([]byte("go on"))
			t := p.secured(i)
			t.write(t.read(6))
			t.closeWrite()
			io.Copy(io.Discard, t)
		}), Options{}).activate()
		c.send([]byte("start"))
		c.untilBytes(5)
		c.secure(i.upgrade())
		c.send([]byte("secret"))
		c.ended(errEnd)
		c.received([]byte("go onsecret"))
	})
	s.sub("in mid-stream at the first moment", func(s *stage) {
		i := newIdentity()
		c := s.client(s.serve(func(p *peer) {
			if !bytes.Equal(p.read(14), []byte("initial before")) {
				p.fail("read", errors.New("other bytes in clear"))
			}
			p.secured(i).expect([]byte("after"))
		}), Options{InitialMessage: []byte("initial ")})
		c.signal.Handle(func(_ context.Context, m axon.Signal) {
			if status, ok := m.(axon.Status); ok && status.Text == "socket connected" {
				c.send([]byte("before"))
				c.secure(i.upgrade())
				c.send([]byte("after"))
			}
			c.note(m)
		})
		c.activate()
		c.untilConnected()
		c.finish()
		c.ended(axon.ErrProducerFinished)
		s.peers.Wait()
	})
	s.sub("behind what nobody takes, and an end that names it", func(s *stage) {
		end, rest := make(chan struct{}), make(chan int, 1)
		c := s.client(s.serve(func(p *peer) {
			p.wait(end)
			n, _ := io.Copy(io.Discard, struct{ io.Reader }{p})
			rest <- int(n)
		}), forever).activate()
		c.untilConnected()
		c.send(random(3 << 20))
		c.send(random(100))
		c.secure(newIdentity().upgrade())
		c.send(random(10))
		c.handle.Cancel()
		s.until("the end", func() bool { return isDone(c.handle) })
		close(end)
		s.peers.Wait()
		if s.factory.Serve == nil { // a layer's own bytes would count
			unsent, ok := errors.AsType[*connection.UnsentError](errors.Join(c.errors()...))
			require.True(s, ok, "%v", c.errors())
			assert.EqualValues(s, 3<<20+110, int64(<-rest)+unsent.Bytes)
		}
	})
	s.sub("in mid-stream right after the activation", func(s *stage) {
		i := newIdentity()
		for range 50 {
			c := s.client(s.serve(func(p *peer) {
				if got := p.read(5); !bytes.Equal(got, []byte("clear")) {
					p.fail("read", fmt.Errorf("%q in clear", got))
					return
				}
				p.secured(i).expect([]byte("secret"))
			}), Options{}).activate()
			c.send([]byte("clear"))
			c.secure(i.upgrade())
			c.send([]byte("secret"))
			c.finish()
			c.ended(axon.ErrProducerFinished)
			s.peers.Wait()
		}
	})
	s.sub("behind what nobody takes, and FlushTimeout ends it", func(s *stage) {
		o := forever
		o.FlushTimeout = 300 * time.Millisecond
		c := s.client(s.serve((*peer).untilEnd), o).activate()
		c.untilConnected()
		c.send(random(3 << 20))
		c.secure(newIdentity().upgrade())
		c.send(random(10))
		c.finish()
		c.ended(axon.ErrFlush)
	})
	s.sub("before there is a connection", func(s *stage) {
		i := newIdentity()
		c := s.client(s.serve(func(p *peer) { p.secured(i).expect([]byte("initial waiting")) }), Options{InitialMessage: []byte("initial ")})
		c.secure(i.upgrade())
		c.send([]byte("waiting"))
		c.finish()
		c.activate().ended(axon.ErrProducerFinished)
		s.peers.Wait()
	})
	refuses := func(name string, i identity, upgrade stream.Upgrade, is func(error) bool) {
		s.sub(name, func(s *stage) {
			c := s.client(s.serve(func(p *peer) {
				t := tls.Server(p.Conn, i.Server())
				if got, _ := io.ReadAll(t); len(got) > 0 {
					p.fail("read", errors.New("bytes for a peer that is not trusted"))
				}
			}), Options{}).activate()
			c.secure(upgrade)
			c.offer([]byte("secret"))
			s.until("the end", func() bool { return isDone(c.handle) })
			require.NotEmpty(s, c.errors())
			assert.True(s, is(c.errors()[0]), "%v", c.errors())
			c.ended(c.handle.Err())
		})
	}
	isUnknown := func(err error) bool { _, ok := errors.AsType[x509.UnknownAuthorityError](err); return ok }
	self := newIdentity()
	refuses("refuses who signs itself", self, secure.Client(nil), isUnknown)
	name := identity{pki.Issue(nil, "other", pki.Named("other.example"))}
	refuses("refuses another name", name, name.upgrade(), func(err error) bool {
		_, ok := errors.AsType[x509.HostnameError](err)
		return ok
	})
	old := identity{pki.Issue(nil, "old", pki.Named("127.0.0.1"), pki.Valid(-2*time.Hour, -time.Hour))}
	refuses("refuses what has expired", old, old.upgrade(), func(err error) bool {
		e, ok := errors.AsType[x509.CertificateInvalidError](err)
		return ok && e.Reason == x509.Expired
	})
	s.sub("refuses a peer that speaks in clear", func(s *stage) {
		c := s.client(s.serve(func(p *peer) { p.write([]byte("220 hello\r\n")); io.Copy(io.Discard, p) }), Options{})
		c.secure(self.upgrade())
		c.activate()
		s.until("the end", func() bool { return isDone(c.handle) })
		_, ok := errors.AsType[tls.RecordHeaderError](c.handle.Err())
		assert.True(s, ok, "%v", c.handle.Err())
		c.ended(c.handle.Err())
	})
	s.sub("what it does not know ends the connection", func(s *stage) {
		c := s.client(s.serve((*peer).untilEnd), Options{}).activate()
		c.untilConnected()
		c.secure(42)
		s.until("the end", func() bool { return isDone(c.handle) })
		assert.ErrorContains(s, c.handle.Err(), "package secure")
	})
	s.sub("nor does one go in clear that was to be secured before", func(s *stage) {
		clear := func(p *peer) {
			if got, _ := io.ReadAll(p); len(got) > 0 {
				p.fail("read", errors.New("bytes in clear"))
			}
		}
		c := s.client(s.serve(clear), Options{InitialMessage: []byte("initial")})
		c.secure(42)
		c.send([]byte("secret"))
		c.activate()
		s.until("the end", func() bool { return isDone(c.handle) })
		assert.ErrorContains(s, c.handle.Err(), "package secure")
	})
	s.sub("a silent peer holds up nobody", func(s *stage) {
		silent := s.client(s.serve((*peer).untilEnd), Options{}).activate()
		upgrade, err := secure.Options{InsecureNoVerify: true, HandshakeTimeout: 200 * time.Millisecond}.Client()
		require.NoError(s, err)
		silent.untilConnected()
		silent.secure(upgrade)
		silent.send([]byte("secret"))
		other := s.client(s.serve(func(p *peer) { io.Copy(p, struct{ io.Reader }{p}); p.closeWrite() }), Options{}).activate()
		other.send([]byte("hello"))
		other.untilBytes(5)
		s.until("the end", func() bool { return isDone(silent.handle) })
		assert.ErrorIs(s, silent.handle.Err(), secure.ErrHandshakeTimeout)
		other.finish()
		other.ended(axon.ErrProducerFinished)
	})
	for how, end := range map[string]func(*client){
		"ShutdownMicroprocess": (*client).terminate,
		"Stop":                 func(c *client) { c.handle.Cancel() },
	} {
		s.sub(how+" ends a handshake", func(s *stage) {
			hello := make(chan struct{})
			c := s.client(s.serve(func(p *peer) { p.read(1); close(hello); p.untilEnd() }), forever).activate()
			c.untilConnected()
			c.secure(self.upgrade())
			<-hello
			began := time.Now()
			end(c)
			s.until("the end", func() bool { return isDone(c.handle) })
			assert.Less(s, time.Since(began), prompt())
		})
	}
}

func isDone(h *axon.Handle) bool {
	select {
	case <-h.Done():
		return true
	default:
		return false
	}
}
