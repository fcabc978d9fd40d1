package conformance

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
)

func cancelled(s *house) {
	heard, over := make(chan axon.Signal, 10), make(chan error, 1)
	s.serve(speaks(func(ctx context.Context, p *speaker) error {
		for {
			m, err := p.Control.Recv(ctx) // and does not end by what it hears
			if err != nil {
				over <- err
				return nil
			}
			heard <- m
		}
	}), 0)
	lost := s.dial()
	lost.SetLinger(0)
	lost.Close()
	require.ErrorIs(s, (<-heard).(axon.SocketShutdown).HowDied, errReset)
	require.Error(s, <-over)

	s.dial().CloseWrite()
	require.IsType(s, axon.ProducerFinished{}, <-heard)
	s.tell(axon.ServerShutdown{})
	require.ErrorIs(s, (<-heard).(axon.SocketShutdown).HowDied, io.EOF)
	require.Error(s, <-over)
	require.NoError(s, s.ended())
}

func answerUnread(s *house) {
	for _, c := range []struct {
		answer []byte
		after  time.Duration // the client begins to read
	}{
		{random(8 << 20), 0},
		{random(64 << 10), 100 * time.Millisecond}, // in which a reset would have come
	} {
		answersUnread(&house{T: s.T, factory: s.factory}, c.answer, c.after)
	}
}

func answersUnread(s *house, answer []byte, after time.Duration) {
	s.serve(speaks(func(ctx context.Context, p *speaker) error {
		if _, err := p.Inbox.Recv(ctx); err != nil {
			return err
		}
		return p.Outbox.Send(ctx, answer)
	}), 0)
	c := s.dial()
	var writing sync.WaitGroup
	writing.Go(func() {
		c.Write(random(1 << 20))
		c.CloseWrite()
	})
	if after > 0 {
		writing.Wait()
		time.Sleep(after)
	}
	require.NoError(s, differ(s.reads(c), answer))
	writing.Wait()
}

// An ender has the outbox by which a component speaks to its server.
type ender struct {
	axon.Base[[]byte, []byte]
	serverSignal axon.Out[axon.Signal]
}

func (e *ender) Boxes() axon.Boxes {
	return append(e.Base.Boxes(), axon.Port{Name: "serversignal", Box: &e.serverSignal})
}

// Run is called by axon.Activate.
func (e *ender) Run(ctx context.Context) error {
	if err := e.Outbox.Send(ctx, []byte("closing time")); err != nil {
		return err
	}
	return e.serverSignal.Send(ctx, axon.ServerShutdown{Caller: "ender"})
}

func endsServer(s *house) {
	s.serve(func() axon.Component { return new(ender) }, 0)
	require.Equal(s, "closing time", string(s.reads(s.dial())))
	require.NoError(s, s.ended())
	s.hears("end", func(m axon.Signal) bool { return m == axon.ServerShutdown{Caller: "ender"} })
}

func thousand(s *house) {
	s.serve(anEcho, 0)
	data := random(64 << 10)
	var connected, done sync.WaitGroup
	var right atomic.Int32
	start := make(chan struct{})
	for range 1000 {
		connected.Add(1)
		done.Go(func() {
			c, err := net.Dial("tcp", s.address)
			connected.Done()
			if err != nil {
				s.Error(err)
				return
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(patience))
			<-start
			go func() {
				c.Write(data)
				c.(*net.TCPConn).CloseWrite()
			}()
			got, err := io.ReadAll(struct{ io.Reader }{c})
			if err := errors.Join(err, differ(got, data)); err != nil {
				s.Error(err)
				return
			}
			right.Add(1)
		})
	}
	connected.Wait()
	close(start)
	done.Wait()
	assert.EqualValues(s, 1000, right.Load())
}

func stuckClient(s *house) {
	s.serve(anEcho, 0)
	stuck := s.dial()
	go func() {
		stuck.Write(random(4 << 20)) // and never reads
	}()
	other := s.dial()
	for range 100 {
		s.echoes(other)
	}
	s.tell(axon.ServerShutdown{})
	require.NoError(s, s.ended())
}

func neighbours(s *house) {
	one, other := &house{T: s.T, factory: s.factory}, &house{T: s.T, factory: s.factory}
	one.serve(anEcho, 0)
	other.serve(anEcho, 0)
	address, err := net.ResolveTCPAddr("tcp", other.address)
	require.NoError(s, err)
	client := s.factory.Client(s.T, "127.0.0.1", address.Port)
	var in axon.Out[[]byte]
	var out axon.In[[]byte]
	for _, l := range [][2]axon.Box{{&in, box(s, client.Boxes().Inbox, "inbox")}, {box(s, client.Boxes().Outbox, "outbox"), &out}} {
		_, err := axon.LinkBoxes(l[0], l[1])
		require.NoError(s, err)
	}
	h, err := axon.Activate(context.Background(), client)
	require.NoError(s, err)
	s.Cleanup(func() { h.Stop() })
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	talks := func() {
		s.Helper()
		require.NoError(s, in.Send(ctx, []byte("x")))
		m, err := out.Recv(ctx)
		require.NoError(s, err)
		require.Equal(s, "x", string(m))
	}

	talks()
	ended := one.dial()
	one.echoes(ended)
	one.tell(axon.ServerShutdown{})
	require.NoError(s, one.ended())
	talks()
	other.echoes(other.dial())
	require.NoError(s, h.Stop())
	other.echoes(other.dial())
}
