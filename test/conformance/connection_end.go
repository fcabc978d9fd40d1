package conformance

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// errEnd is how a connection dies that the peer has ended.
var errEnd = io.EOF

func replyAfterFinish(s *stage) {
	reply := random(1 << 20)
	c := s.client(s.serve(func(p *peer) {
		p.expect([]byte("question"))
		p.write(reply)
	}), Options{}).activate()
	c.send([]byte("question"))
	c.finish()
	c.ended(axon.ErrProducerFinished)
	c.received(reply)
	assert.Empty(s, c.errors())
}

func unreadInput(s *stage) {
	for name, order := range map[string]axon.Signal{
		"ProducerFinished":     axon.ProducerFinished{},
		"ShutdownMicroprocess": axon.ShutdownMicroprocess{},
	} {
		s.sub(name, func(s *stage) {
			data, ordered := random(1<<20), make(chan struct{})
			c := s.unread(s.serve(func(p *peer) {
				p.write(random(10000))
				p.wait(ordered)
				p.expect(data)
			}), Options{ReadSize: 1000, HardFlush: patience}).activate()
			s.until("unread input", func() bool { return c.outbox.Len() == 2 })
			c.send(data)
			c.tell(order)
			close(ordered)
			s.peers.Wait() // the peer has all, though nobody reads its own
			if order.Stop() == axon.Now {
				c.ended(axon.ErrShutdownMicroprocess)
				return
			}
			c.collect()
			c.ended(axon.ErrProducerFinished)
			c.received(random(10000))
		})
	}
}

func terminalLast(s *stage) {
	data := random(1 << 20)
	s.sub("the peer ends", func(s *stage) {
		c := s.client(s.serve(func(p *peer) { p.write(data) }), Options{ReadSize: 500}).activate()
		c.ended(errEnd)
		c.received(data)
	})
	s.sub("the receiver is slow", func(s *stage) {
		c := s.unread(s.serve(func(p *peer) { p.write(data) }), Options{}).activate()
		s.until("a full box", func() bool { return c.outbox.Len() == 2 })
		c.mu.Lock()
		for _, m := range c.news {
			assert.Equal(s, axon.Never, m.Stop(), "while data waits to be delivered")
		}
		c.mu.Unlock()
		c.collect()
		c.ended(errEnd)
		c.received(data)
	})
	s.sub("it is told to finish", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.write(data)
			p.expect(nil)
			p.write(data)
		}), Options{}).activate()
		c.finish()
		c.ended(axon.ErrProducerFinished)
		assert.Len(s, c.data, 2*len(data))
	})
}

func peerHalfClose(s *stage) {
	data, sent := random(4<<20), make(chan struct{})
	c := s.client(s.serve(func(p *peer) {
		p.wait(sent)
		p.closeWrite()
		p.expect(data)
	}), Options{}).activate()
	c.send(data[:3<<20])
	c.send(data[3<<20:])
	close(sent)
	c.ended(errEnd)
	s.peers.Wait()
	assert.Empty(s, c.errors())
}

func sendAfterEnd(s *stage) {
	c := s.client(s.serve(func(p *peer) {}), Options{}).activate()
	c.ended(errEnd)
	assert.ErrorIs(s, c.inbox.Send(s.Context(), []byte("late")), axon.ErrEnded)
	assert.ErrorIs(s, c.inbox.TrySend([]byte("late")), axon.ErrEnded)
	assert.ErrorIs(s, c.control.Send(s.Context(), axon.ProducerFinished{}), axon.ErrEnded)
	_, err := axon.Activate(s.Context(), c.Component)
	assert.ErrorIs(s, err, axon.ErrAlreadyActivated)
	s.sub("who waits for space is told", func(s *stage) {
		c := s.client(s.serve(func(p *peer) { p.untilEnd() }), Options{FlushTimeout: NoLimit}).activate()
		failed := make(chan error, 1)
		go func() {
			for {
				if err := c.inbox.Send(s.Context(), make([]byte, 100_000)); err != nil {
					failed <- err
					return
				}
			}
		}()
		s.until("a queue", func() bool { return c.waiting("inbox") > 1 })
		c.handle.Cancel()
		select {
		case err := <-failed:
			assert.ErrorIs(s, err, axon.ErrEnded)
		case <-time.After(patience):
			s.Fatal("a Send waits for a client that has ended")
		}
		c.ended(axon.ErrStopped)
	})
}

func sendAfterHalfClose(s *stage) {
	halfClosed, tried := make(chan struct{}), make(chan struct{})
	reply := random(100_000)
	c := s.client(s.serve(func(p *peer) {
		p.expect([]byte("all"))
		close(halfClosed)
		p.wait(tried)
		p.write(reply)
	}), Options{Linger: NoLimit}).activate()
	c.send([]byte("all"))
	c.finish()
	select {
	case <-halfClosed:
	case <-time.After(patience):
		s.Fatal("no half close")
	}
	assert.ErrorIs(s, c.inbox.Send(s.Context(), []byte("late")), axon.ErrEnded)
	close(tried)
	c.ended(axon.ErrProducerFinished)
	c.received(reply)
	assert.Empty(s, c.errors())
}

func finishBeforeActivation(s *stage) {
	s.sub("with data", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.expect([]byte("queued"))
			p.write([]byte("answer"))
		}), Options{})
		c.send([]byte("queued"))
		c.finish()
		c.activate().ended(axon.ErrProducerFinished)
		c.received([]byte("answer"))
	})
	s.sub("without", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.expect(nil)
			p.write([]byte("greeting"))
		}), Options{})
		c.finish()
		c.activate().ended(axon.ErrProducerFinished)
		c.received([]byte("greeting"))
	})
	s.sub("while it connects", func(s *stage) {
		port, accept := fullBacklog(s)
		c := s.client(port, Options{}).activate()
		c.untilStatus("thread running")
		c.send([]byte("queued"))
		c.finish()
		accept()
		c.ended(axon.ErrProducerFinished)
	})
}

func newsOrder(s *stage) {
	texts := func(c *client) (found []string) {
		for _, m := range c.news {
			switch m := m.Signal.(type) {
			case axon.Status:
				assert.Equal(s, name(c), m.Caller)
				found = append(found, m.Text)
			case axon.ErrorInformation:
				assert.Equal(s, name(c), m.Caller)
				found = append(found, "error")
			default:
				found = append(found, "terminal")
			}
		}
		return found
	}
	s.sub("in order", func(s *stage) {
		c := s.client(s.serve(func(p *peer) { p.write([]byte("x")) }), Options{}).activate()
		c.ended(errEnd)
		require.Equal(s, []string{"thread running", "socket connected", "terminal"}, texts(c))
		assert.Zero(s, c.news[1].after, "connected before data")
	})
	s.sub("reset", func(s *stage) {
		c := s.client(s.serve(resetWhenOpen), Options{InitialMessage: []byte("x")}).activate()
		c.ended(errReset)
		require.Equal(s, []string{"thread running", "socket connected", "error", "terminal"}, texts(c))
	})
	s.sub("refused", func(s *stage) {
		c := s.client(refused(s), Options{}).activate()
		c.ended(errRefused)
		require.Equal(s, []string{"thread running", "error", "terminal"}, texts(c))
	})
}

func name(c *client) string { return axon.Look(c.Component).Components[0].Name }

func secondOrder(s *stage) {
	s.sub("again", func(s *stage) {
		ordered := make(chan struct{})
		data := random(1 << 20)
		c := s.client(s.serve(func(p *peer) {
			p.wait(ordered)
			p.expect(data)
			p.write(data)
		}), Options{}).activate()
		c.send(data)
		for range 3 {
			c.finish()
		}
		c.tell(axon.SocketShutdown{HowDied: errEnd})
		c.tell(axon.Status{Text: "news is no order"})
		c.tell(axon.ErrorInformation{Err: errEnd})
		c.order = axon.ProducerFinished{Caller: "test"} // the first counts
		close(ordered)
		c.ended(axon.ErrProducerFinished)
		c.received(data)
		assert.Empty(s, c.errors())
	})
	s.sub("hurried while it drains", func(s *stage) {
		c := s.client(s.serve((*peer).untilEnd), Options{FlushTimeout: NoLimit, Linger: NoLimit, HardFlush: 50 * time.Millisecond}).activate()
		c.untilConnected()
		c.send(random(1 << 20))
		c.finish()
		first := c.order
		c.terminate()
		c.order = first
		c.endedWithin(prompt(), axon.ErrProducerFinished)
		require.Len(s, c.errors(), 1)
		assert.ErrorContains(s, c.errors()[0], "not written")
	})
	s.sub("hurried while it lingers", func(s *stage) {
		halfClosed := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.expect([]byte("all"))
			close(halfClosed)
			p.untilEnd()
		}), Options{Linger: NoLimit, HardFlush: 50 * time.Millisecond}).activate()
		c.send([]byte("all"))
		c.finish()
		first := c.order
		<-halfClosed
		c.terminate()
		c.order = first
		c.endedWithin(prompt(), axon.ErrProducerFinished)
		assert.Empty(s, c.errors())
	})
}

func delays(s *stage) {
	s.sub("it waits", func(s *stage) {
		const delay = 150 * time.Millisecond
		accepted := make(chan time.Time, 1)
		c := s.client(s.serve(func(p *peer) { accepted <- time.Now() }), Options{Delay: delay})
		began := time.Now()
		c.activate().ended(errEnd)
		assert.GreaterOrEqual(s, (<-accepted).Sub(began), delay)
	})
	s.sub("and then obeys an order to finish", func(s *stage) {
		c := s.client(s.serve(func(p *peer) { p.expect([]byte("queued")) }), Options{Delay: 50 * time.Millisecond}).activate()
		c.untilStatus("thread running")
		c.send([]byte("queued"))
		c.finish()
		c.ended(axon.ErrProducerFinished)
		s.peers.Wait()
	})
	for name, end := range map[string]func(*client) error{
		"or at once one to hurry": func(c *client) error { c.terminate(); return axon.ErrShutdownMicroprocess },
		"or at once Stop":         func(c *client) error { c.handle.Cancel(); return axon.ErrStopped },
	} {
		s.sub(name, func(s *stage) {
			c := s.client(1, Options{Delay: time.Hour}).activate()
			c.untilStatus("thread running")
			c.endedWithin(prompt(), end(c))
		})
	}
}

func endedReceiver(s *stage) {
	received := make(chan struct{})
	c := s.unread(s.serve(func(p *peer) {
		p.write(random(100_000))
		got := p.read(9)
		if string(got) != "still on\n" {
			p.fail("read", errors.New(string(got)))
		}
		close(received)
		p.expect(nil)
	}), Options{ReadSize: 1000})
	// Its receiver becomes a component that has ended.
	out := find(s, c.Boxes().Outbox, "outbox")
	gone := &shot{}
	c.toTest.Unlink()
	c.link(out, &gone.Inbox)
	require.NoError(s, axon.Run(context.Background(), gone))
	c.activate()
	c.send([]byte("still on\n"))
	select {
	case <-received:
	case <-time.After(patience):
		s.Fatal("nothing came through")
	}
	c.finish()
	c.ended(axon.ErrProducerFinished)
	require.Len(s, c.errors(), 1)
	assert.ErrorIs(s, c.errors()[0], axon.ErrEnded)
}
