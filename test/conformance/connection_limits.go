package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

// forever are limits that nothing reaches but an order to hurry.
var forever = Options{FlushTimeout: NoLimit, Linger: NoLimit, HardFlush: 50 * time.Millisecond, ReadSize: 1000}

// waits are the states in which a client can wait, each brought about.
func waits(s *stage) map[string]func(*stage) *client {
	return map[string]func(*stage) *client{
		"delay": func(s *stage) *client {
			o := forever
			o.Delay = time.Hour
			c := s.client(1, o).activate()
			c.untilStatus("thread running")
			return c
		},
		"connecting": func(s *stage) *client {
			port, _ := fullBacklog(s)
			c := s.client(port, forever).activate()
			c.untilStatus("thread running")
			return c
		},
		"reading": func(s *stage) *client {
			c := s.client(s.serve((*peer).untilEnd), forever).activate()
			c.untilConnected()
			return c
		},
		"writing": func(s *stage) *client {
			c := s.client(s.serve((*peer).untilEnd), forever).activate()
			c.send(random(1 << 20))
			c.send(random(1 << 10))
			s.until("a queue", func() bool { return c.waiting("inbox") > 0 })
			c.untilConnected()
			return c
		},
		"delivering": func(s *stage) *client {
			c := s.unread(s.serve(func(p *peer) { p.Write(random(10000)); p.untilEnd() }), forever).activate()
			s.until("a full box", func() bool { return c.outbox.Len() == 2 })
			return c
		},
	}
}

func terminateWaits(s *stage) {
	for name, bring := range waits(s) {
		s.sub(name, func(s *stage) {
			c := bring(s)
			c.terminate()
			c.endedWithin(prompt(), axon.ErrShutdownMicroprocess)
		})
		s.sub(name+", by the context", func(s *stage) {
			ctx, cancel := context.WithCancel(context.Background())
			c := bring(&stage{T: s.T, factory: s.factory, ctx: ctx})
			cancel()
			c.endedWithin(prompt(), axon.ErrShutdownMicroprocess)
		})
	}
}

func stopAnywhere(s *stage) {
	states := waits(s)
	states["just activated"] = func(s *stage) *client { return s.client(s.serve((*peer).untilEnd), forever).activate() }
	states["draining"] = func(s *stage) *client {
		c := s.client(s.serve((*peer).untilEnd), forever).activate()
		c.send(random(1 << 20))
		c.finish()
		return c
	}
	states["lingering"] = func(s *stage) *client {
		halfClosed := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.expect(nil)
			close(halfClosed)
			p.untilEnd()
		}), forever).activate()
		c.finish()
		<-halfClosed
		return c
	}
	states["flushing"] = func(s *stage) *client {
		sent := make(chan struct{})
		c := s.client(s.serve(func(p *peer) { p.wait(sent); p.closeWrite(); p.untilEnd() }), forever).activate()
		c.send(random(1 << 20))
		close(sent)
		s.until("a refusal", func() bool { return errors.Is(c.inbox.TrySend([]byte("x")), axon.ErrEnded) })
		return c
	}
	for name, bring := range states {
		s.sub(name, func(s *stage) {
			c := bring(s)
			stop(s, c)
			stop(s, c)
			c.endedWithin(prompt(), stoppedAfter[name])
		})
	}
	s.sub("closed", func(s *stage) {
		c := s.client(s.serve(func(*peer) {}), Options{}).activate()
		c.ended(errEnd)
		stop(s, c)
		c.ended(errEnd)
	})
	s.sub("context ended before", func(s *stage) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		c := (&stage{T: s.T, factory: s.factory, ctx: ctx}).client(1, forever).activate()
		c.endedWithin(prompt(), axon.ErrShutdownMicroprocess)
		stop(s, c)
	})
	s.sub("never activated", func(s *stage) {
		c := s.client(s.serve(), Options{})
		c.send([]byte("nobody reads this"))
	})
}

// stoppedAfter says how a connection has died that was told to end before Stop.
var stoppedAfter = map[string]error{"draining": axon.ErrProducerFinished, "lingering": axon.ErrProducerFinished, "flushing": io.EOF}

func init() {
	for _, name := range []string{"delay", "connecting", "reading", "writing", "delivering", "just activated"} {
		stoppedAfter[name] = axon.ErrStopped
	}
}

func stop(s *stage, c *client) {
	s.Helper()
	stopped := make(chan error, 1)
	go func() { stopped <- c.handle.Stop() }()
	select {
	case err := <-stopped:
		assert.NoError(s, err)
	case <-time.After(prompt()):
		s.Fatalf("Stop does not return\n%s", axon.Look(c.Component))
	}
}

func idleTime(s *stage) {
	if processorTime() == 0 {
		s.Skip("this system does not tell the processor time")
	}
	const span = 300 * time.Millisecond
	for name, bring := range waits(s) {
		s.sub(name, func(s *stage) {
			c := bring(s)
			before := processorTime()
			time.Sleep(span) // what is measured, not a wait for anything
			used := processorTime() - before
			assert.Less(s, used, span*3/10, "a busy wait would use all of %v", span)
			stop(s, c)
		})
	}
}

func flushTimeout(s *stage) {
	for _, end := range []string{"told to finish", "the peer has ended"} {
		s.sub(end, func(s *stage) {
			const sent = 1 << 20
			accepted, gone := make(chan struct{}), make(chan struct{})
			var got int64
			c := s.client(s.serve(func(p *peer) {
				p.wait(accepted)
				if end != "told to finish" {
					p.closeWrite()
				}
				p.wait(gone)
				got, _ = io.Copy(io.Discard, p)
			}), Options{FlushTimeout: 300 * time.Millisecond, Linger: NoLimit}).activate()
			c.send(random(sent))
			close(accepted)
			if end == "told to finish" {
				c.finish()
			}
			c.ended(axon.ErrFlush)
			close(gone)
			s.peers.Wait()
			require.Len(s, c.errors(), 2)
			assert.ErrorIs(s, c.errors()[0], axon.ErrFlush)
			assert.ErrorIs(s, c.errors()[0], axon.ErrTimeout)
			if s.factory.Serve == nil { // a layer may have taken what the peer cannot make out
				assert.EqualError(s, c.errors()[1], fmt.Sprintf("%d bytes were accepted but not written", sent-got))
			}
			assert.ErrorIs(s, c.handle.Err(), axon.ErrFlush)
		})
	}
	s.sub("progress starts it anew", func(s *stage) {
		const limit = 3 * time.Second
		data := random(400_000)
		c := s.client(s.serve(func(p *peer) {
			// Five waits, each well within the limit, together beyond it.
			for rest := data; len(rest) > 0; rest = rest[80_000:] {
				time.Sleep(limit / 4)
				if err := differ(p.read(80_000), rest[:80_000]); err != nil {
					p.fail("read", err)
				}
			}
			p.expect(nil)
		}), Options{FlushTimeout: limit}).activate()
		c.send(data)
		c.finish()
		c.ended(axon.ErrProducerFinished)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
}

func lingering(s *stage) {
	s.sub("ends", func(s *stage) {
		c := s.client(s.serve((*peer).untilEnd), Options{Linger: 100 * time.Millisecond}).activate()
		c.send([]byte("all"))
		c.finish()
		c.ended(axon.ErrLinger)
		require.Len(s, c.errors(), 1)
		assert.ErrorIs(s, c.errors()[0], axon.ErrLinger)
		assert.ErrorIs(s, c.errors()[0], axon.ErrTimeout)
	})
	s.sub("is reported, and what came before is delivered", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.expect(nil)
			p.write([]byte("half an answer"))
			p.untilEnd()
		}), Options{Linger: 300 * time.Millisecond}).activate()
		c.finish()
		c.ended(axon.ErrLinger)
		c.received([]byte("half an answer"))
	})
	s.sub("without limit", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.expect(nil)
			time.Sleep(300 * time.Millisecond) // longer than a limit taken for 0 or -1
			p.write([]byte("thought about it"))
		}), Options{Linger: NoLimit}).activate()
		c.finish()
		c.ended(axon.ErrProducerFinished)
		c.received([]byte("thought about it"))
		assert.Empty(s, c.errors())
	})
}
