package conformance

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

func queuedBeforeConnect(s *stage) {
	c := s.client(s.serve(func(p *peer) {
		p.expect([]byte(numbers(0, 60)))
	}), Options{Delay: 50 * time.Millisecond})
	for i := range 60 {
		if i == 30 {
			c.activate()
		}
		c.send([]byte(numbers(i, i+1)))
	}
	c.finish()
	c.ended(axon.ErrProducerFinished)
	s.peers.Wait()
	assert.Empty(s, c.errors())
}

func numbers(from, to int) (text string) {
	for i := from; i < to; i++ {
		text += fmt.Sprintln(i)
	}
	return text
}

// shot is a component that sends once.
type shot struct {
	axon.Base[[]byte, []byte]
	message []byte
}

func (o *shot) Run(ctx context.Context) error { return o.Outbox.Send(ctx, o.message) }

func oneShotPipeline(s *stage) {
	port := s.serve(func(p *peer) {
		p.expect([]byte("one shot"))
		p.write([]byte("answer"))
	})
	c := s.factory.New(s.T, "127.0.0.1", port, Options{})
	line, err := axon.NewPipeline(&shot{message: []byte("one shot")}, c)
	require.NoError(s, err)
	outbox, err := axon.OutboxOf[[]byte](line, "outbox")
	require.NoError(s, err)
	var in axon.In[[]byte]
	_, err = axon.Link(outbox, &in)
	require.NoError(s, err)
	h, err := axon.Activate(s.Context(), line)
	require.NoError(s, err)
	select {
	case <-h.Done():
	case <-time.After(patience):
		h.Cancel()
		s.Fatalf("the pipeline does not end\n%s", axon.Look(line))
	}
	require.NoError(s, h.Err())
	m, err := in.TryRecv()
	require.NoError(s, err)
	require.Equal(s, "answer", string(m))
	s.peers.Wait()
}

func finishToSlowReader(s *stage) {
	s.sub("one message", func(s *stage) {
		data, ordered := random(13<<20), make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.wait(ordered)
			p.expect(data)
		}), Options{}).activate()
		c.send(data)
		c.finish()
		close(ordered)
		c.ended(axon.ErrProducerFinished)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
	s.sub("many messages", func(s *stage) {
		data, full := random(13<<20), make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.wait(full)
			p.expect(data)
		}), Options{}).activate()
		go func() {
			defer close(full)
			s.until("a queue", func() bool { return c.waiting("inbox") > 0 })
		}()
		for rest := data; len(rest) > 0; rest = rest[1<<16:] {
			c.send(rest[:1<<16])
		}
		c.finish()
		c.ended(axon.ErrProducerFinished)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
}

// waiting returns how many messages are in a box of the client.
func (c *client) waiting(box string) (messages int) {
	for _, part := range axon.Look(c.Component).Components { // it may pass its boxes on
		for _, b := range part.Boxes {
			if b.Name == box {
				messages += b.Messages
			}
		}
	}
	return messages
}

func initialFirst(s *stage) {
	for _, size := range []int{0, 5, 8 << 20} {
		s.sub(fmt.Sprint(size), func(s *stage) {
			initial, sent := random(size), make(chan struct{})
			c := s.client(s.serve(func(p *peer) {
				p.wait(sent)
				p.expect(append(bytes.Clone(initial), "first second"...))
			}), Options{InitialMessage: initial})
			c.send([]byte("first"))
			c.activate()
			c.send([]byte(" "))
			c.untilConnected()
			c.send([]byte("second"))
			c.finish()
			close(sent)
			c.ended(axon.ErrProducerFinished)
			s.peers.Wait()
		})
	}
}

func readSize(s *stage) {
	for _, size := range []int{1, 100, 1024, 32 << 10} {
		s.sub(fmt.Sprint(size), func(s *stage) {
			data := random(20 * size)
			c := s.client(s.serve(func(p *peer) { p.write(data) }), Options{ReadSize: size}).activate()
			c.ended(errEnd)
			c.received(data)
			assert.LessOrEqual(s, c.largest, size)
		})
	}
	s.sub("default", func(s *stage) {
		data := random(4 << 20)
		c := s.client(s.serve(func(p *peer) { p.write(data) }), Options{}).activate()
		c.ended(errEnd)
		c.received(data)
		assert.LessOrEqual(s, c.largest, 32<<10)
	})
}

func severalSenders(s *stage) {
	s.sub("at once", manySenders)
	s.sub("that have all waited", waitingSenders)
}

// waitingSenders lets senders wait for space, and then the peer read so fast that
// the queue is gone before the first of them has been woken.
func waitingSenders(s *stage) {
	const senders, each, size = 32, 200, 64
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // who is woken comes last
	full := make(chan struct{})
	c := s.client(s.serve(func(p *peer) {
		p.wait(full)
		p.read(senders * each * size)
		p.expect(nil)
	}), Options{}).activate()
	c.untilConnected()
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			m := make([]byte, size)
			for range each {
				if err := c.inbox.Send(s.Context(), m); err != nil {
					s.Errorf("send: %v", err)
					return
				}
			}
		})
	}
	s.until("a full queue", func() bool { return c.waiting("inbox") == axon.DefaultMessages })
	close(full)
	all.Wait()
	c.finish()
	c.ended(axon.ErrProducerFinished)
	s.peers.Wait()
	assert.Empty(s, c.errors())
}

func manySenders(s *stage) {
	const senders, each, size = 4, 10000, 64
	c := s.client(s.serve(func(p *peer) {
		var next [senders]uint64
		for range senders * each {
			m := p.read(size)
			from, n := m[0], binary.BigEndian.Uint64(m[1:])
			if int(from) >= senders || n != next[from] || !bytes.Equal(m[9:], bytes.Repeat(m[:1], size-9)) {
				p.fail("read", fmt.Errorf("%x, want number %d of sender %d", m, next[from%senders], from))
			}
			next[from]++
		}
		p.expect(nil)
	}), Options{}).activate()
	c.untilConnected()
	var all sync.WaitGroup
	for from := range senders {
		all.Go(func() {
			m := bytes.Repeat([]byte{byte(from)}, size)
			for n := range each {
				binary.BigEndian.PutUint64(m[1:], uint64(n))
				if err := c.inbox.Send(s.Context(), m); err != nil {
					s.Errorf("sender %d: %v", from, err)
					return
				}
			}
		})
	}
	all.Wait()
	c.finish()
	c.ended(axon.ErrProducerFinished)
	s.peers.Wait()
	assert.Empty(s, c.errors())
}

func lentBytes(s *stage) {
	const rounds, size = 10, 300_000 // more than the socket takes at once
	want := random(rounds * size)
	c := s.client(s.serve(func(p *peer) {
		for i := range rounds {
			if err := differ(p.read(size), want[i*size:][:size]); err != nil {
				p.fail("read", err)
			}
			p.write([]byte("."))
		}
		p.expect(nil)
	}), Options{}).activate()
	c.untilConnected()
	buf := make([]byte, size)
	for i := range rounds {
		copy(buf, want[i*size:])
		c.send(buf)
		clear(buf)
		c.untilBytes(i + 1) // so that each finds nothing queued
	}
	c.finish()
	c.ended(axon.ErrProducerFinished)
	s.peers.Wait()
}

// echo returns what it reads, with a bounded buffer.
func echo(p *peer) {
	buf := make([]byte, 8<<10)
	for {
		n, err := p.Read(buf)
		p.write(buf[:n])
		if err == errEnd {
			return
		}
		if err != nil {
			p.fail("read", err)
		}
	}
}

func echoes(s *stage) {
	for _, x := range []struct{ piece, total int }{{1, 2000}, {64, 200_000}, {4096, 4 << 20}, {65536, 16 << 20}, {1 << 20, 16 << 20}} {
		s.sub(fmt.Sprint(x.piece), func(s *stage) {
			data := random(x.total)
			c := s.client(s.serve(echo), Options{}).activate()
			for rest := data; len(rest) > 0; {
				n := min(x.piece, len(rest))
				c.send(rest[:n])
				rest = rest[n:]
			}
			c.finish()
			c.ended(axon.ErrProducerFinished)
			c.received(data)
			assert.Empty(s, c.errors())
		})
	}
}

func deadEnd(s *stage) {
	data := random(4 << 20)
	c := s.unread(s.serve(echo), Options{ReadSize: 1024}).activate()
	c.untilConnected()
	var sent atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for rest := data; len(rest) > 0; rest = rest[4096:] {
			if err := c.inbox.Send(s.Context(), rest[:4096]); err != nil {
				s.Errorf("send: %v", err)
				return
			}
			sent.Add(4096)
		}
	}()
	s.until("the receiver's box is full", func() bool { return c.outbox.Len() == 2 })
	s.until("the sender waits", func() bool { return c.waiting("inbox") > 0 })
	select {
	case <-done:
		s.Error("4 MB found a place in small boxes and buffers")
	case <-time.After(200 * time.Millisecond):
		// It stands still: nothing of this is faster than that, nor must it be.
	}
	assert.Less(s, sent.Load(), int64(len(data)))
	c.collect()
	<-done
	c.finish()
	c.ended(axon.ErrProducerFinished)
	c.received(data)
	assert.Empty(s, c.errors())
}

func bothTalk(s *stage) {
	up, down := random(3<<20), random(2<<20)
	s.sub("the peer writes all and half closes first", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.write(down)
			p.closeWrite()
			p.expect(up)
		}), Options{}).activate()
		c.send(up)
		c.ended(errEnd)
		c.received(down)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
	s.sub("the client finishes first", func(s *stage) {
		c := s.client(s.serve(func(p *peer) {
			p.write(down)
			p.expect(up)
			p.write(down)
		}), Options{}).activate()
		c.send(up)
		c.finish()
		c.ended(axon.ErrProducerFinished)
		c.received(append(bytes.Clone(down), down...))
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
	s.sub("both at once", func(s *stage) {
		told := make(chan struct{})
		c := s.client(s.serve(func(p *peer) {
			p.write(down)
			p.wait(told) // else the peer may be the first to end
			p.closeWrite()
			p.expect(up)
		}), Options{}).activate()
		c.send(up)
		c.finish()
		close(told)
		c.ended(axon.ErrProducerFinished)
		c.received(down)
		s.peers.Wait()
		assert.Empty(s, c.errors())
	})
}

func slowReceiver(s *stage) {
	data := random(8 << 20)
	var written atomic.Int64
	c := s.unread(s.serve(func(p *peer) {
		for rest := data; len(rest) > 0; rest = rest[4096:] {
			p.write(rest[:4096])
			written.Add(4096)
		}
	}), Options{ReadSize: 4096}).activate()
	s.until("a full box", func() bool { return c.outbox.Len() == 2 })
	// Time for a client that takes more than it can hand on.
	time.Sleep(200 * time.Millisecond)
	const ahead = 1 << 20 // box, pieces, and the buffers of the kernel
	assert.LessOrEqual(s, written.Load(), int64(ahead), "read ahead of a stuck receiver")
	var got []byte
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	for len(got) < len(data) {
		m, err := c.outbox.Recv(ctx)
		require.NoError(s, err, "after %d bytes", len(got))
		got = append(got, m...)
		if w := written.Load(); w > int64(len(got)+ahead) {
			s.Fatalf("%d bytes were read of which the receiver has %d", w, len(got))
		}
	}
	c.ended(errEnd)
	require.NoError(s, differ(got, data))
}

func wrongType(s *stage) {
	c := s.client(s.serve(func(p *peer) { p.expect([]byte("bytes text more")) }), Options{})
	var loose axon.Out[any]
	c.link(&loose, find(s, c.Boxes().Inbox, "inbox"))
	c.activate()
	for _, m := range []any{[]byte("bytes"), 42, " text", struct{}{}, nil, []byte(" more")} {
		require.NoError(s, loose.Send(s.Context(), m))
	}
	c.finish()
	c.ended(axon.ErrProducerFinished)
	s.peers.Wait()
	told := c.errors()
	require.Len(s, told, 3)
	for _, err := range told {
		assert.ErrorIs(s, err, axon.ErrWrongType)
	}
}
