package mobile_test

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

// atEveryCallback calls f with a recorder whose hook, one after the other, does what
// act returns, in a client that comes to all of them: it echoes, is secured in
// mid-stream, fills its queue, loses its server and has it back.
func atEveryCallback(t *testing.T, act func(c *mobile.Client) error, f func(t *testing.T, callback string, c *mobile.Client, r *recorder)) {
	callbacks := map[string]func(r *recorder, act func() error){
		"OnState Resolving": func(r *recorder, act func() error) { r.state = atState(mobile.StateResolving, act) },
		"OnState Ready":     func(r *recorder, act func() error) { r.state = atState(mobile.StateReady, act) },
		"OnState Waiting":   func(r *recorder, act func() error) { r.state = atState(mobile.StateWaiting, act) },
		"OnData":            func(r *recorder, act func() error) { r.data = func(*mobile.Chunk) error { return act() } },
		"OnSecure":          func(r *recorder, act func() error) { r.secure = func(*mobile.ConnInfo) error { return act() } },
		"OnWritable":        func(r *recorder, act func() error) { r.writable = func(int64) error { return act() } },
		"OnRetry": func(r *recorder, act func() error) {
			r.retry = func(int32, int64, *mobile.Failure) error { return act() }
		},
		"OnState Closed": func(r *recorder, act func() error) { r.state = atState(mobile.StateClosed, act) },
		"OnClosed":       func(r *recorder, act func() error) { r.closed = func(*mobile.Failure) error { return act() } },
	}
	for name, hook := range callbacks {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			r := &recorder{}
			server := startTLS(t)
			way := newRelay(t, server)
			cfg := configFor(t, way.port)
			cfg.SetRetry(quick())
			cfg.SetInitialMessage([]byte("hello\n"))
			cfg.SetSendQueueLimit(64 << 10)
			require.NoError(t, cfg.SetTLSAfterReply(trusting(t), []byte("hello\n")))
			c := client(t, cfg, r)
			hook(r, func() error { return act(c) })
			for c.TrySend(make([]byte, 20<<10)) { // until OnWritable is due
			}
			require.NoError(t, c.Start())
			var all sync.WaitGroup
			all.Go(func() { // all that can happen, if nothing ends it before
				heard := func(event string, n int) {
					for !c.AwaitClosed(1) && count(r.events(), event) < n {
					}
				}
				heard("data", 2) // one of them secured
				heard("writable", 1)
				way.cut()
				heard("Ready", 2)
				c.Stop()
			})
			f(t, name, c, r)
			all.Wait()
		})
	}
}

func atState(state int32, act func() error) func(int32, *mobile.ConnInfo) error {
	return func(s int32, _ *mobile.ConnInfo) error {
		if s == state {
			return act()
		}
		return nil
	}
}

func TestAnErrorOfAnyCallbackEndsTheClient(t *testing.T) {
	atEveryCallback(t, func(*mobile.Client) error { return errApp }, func(t *testing.T, callback string, c *mobile.Client, r *recorder) {
		why := r.ends(t, c)
		if callback == "OnClosed" {
			return // there is nothing left to end
		}
		require.Equal(t, "Listener", why.CodeName(), "%v", why)
		require.Equal(t, errApp.Error(), why.Message())
		require.Equal(t, why.Code(), c.LastFailure().Code())
	})
}

func TestAPanicOfAnyCallbackEndsTheClient(t *testing.T) {
	atEveryCallback(t, func(*mobile.Client) error { panic(errApp) }, func(t *testing.T, callback string, c *mobile.Client, r *recorder) {
		why := r.ends(t, c)
		if callback != "OnClosed" {
			require.Equal(t, "Listener", why.CodeName())
			require.Contains(t, why.Message(), errApp.Error())
		}
	})
}

// A thrown error counts how often it is asked for its text.
type thrown struct {
	asked *atomic.Int32
	_     [1 << 10]byte
}

func (e *thrown) Error() string {
	e.asked.Add(1)
	return errApp.Error()
}

// After its callback an exception is the app's alone: nothing asks it or keeps it.
func TestAFailureKeepsNothingOfTheApps(t *testing.T) {
	leaktest.Check(t)
	for name, fail := range map[string]func(error) error{
		"error": func(err error) error { return err },
		"panic": func(err error) error { panic(err) },
	} {
		var asked atomic.Int32
		var gone weak.Pointer[thrown]
		throw := func() error {
			err := &thrown{asked: &asked}
			gone = weak.Make(err)
			return fail(err)
		}
		r := &recorder{}
		r.state = atState(mobile.StateReady, throw)
		c := start(t, configFor(t, serve(t, echo)), r)
		why := r.ends(t, c)
		before := asked.Load()
		require.Contains(t, why.Message(), errApp.Error(), name)
		require.Contains(t, why.Error(), errApp.Error(), name)
		require.Contains(t, c.LastFailure().Error(), errApp.Error(), name)
		require.Equal(t, before, asked.Load(), name)
		if name == "panic" { // of which the runtime keeps what it likes
			continue
		}
		for range 100 {
			if runtime.GC(); gone.Value() == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		require.True(t, gone.Value() == nil, "it is kept")
		runtime.KeepAlive(why)
	}
}

// A Failure that the app passes on is found in the one that follows.
func TestAFailureThatIsPassedOnIsFound(t *testing.T) {
	leaktest.Check(t)
	for name, wrap := range map[string]func(error) error{
		"as it is": func(err error) error { return err },
		"wrapped":  func(err error) error { return fmt.Errorf("cannot go on: %w", err) },
	} {
		var first error
		r := &recorder{}
		r.state = atState(mobile.StateReady, func() error {
			_, first = mobile.NewConfig("", 0)
			return wrap(first)
		})
		c := start(t, configFor(t, serve(t, echo)), r)
		why := r.ends(t, c)
		require.Equal(t, mobile.CodeListener, why.Code(), name)
		require.ErrorIs(t, why, first, name)
	}
}

func TestStopInAnyCallback(t *testing.T) {
	atEveryCallback(t, func(c *mobile.Client) error {
		c.Stop()
		if c.AwaitClosed(hang.Milliseconds()) {
			return errors.New("it has not ended before OnClosed has returned")
		}
		return nil
	}, func(t *testing.T, _ string, c *mobile.Client, r *recorder) {
		if why := r.ends(t, c); why != nil {
			require.NotEqual(t, "Listener", why.CodeName(), "%v", why)
		}
	})
}

func TestCloseInAnyCallback(t *testing.T) {
	atEveryCallback(t, func(c *mobile.Client) error {
		c.Close()
		c.Pause()
		return nil
	}, func(t *testing.T, _ string, c *mobile.Client, r *recorder) {
		if why := r.ends(t, c); why != nil {
			require.NotEqual(t, "Listener", why.CodeName(), "%v", why)
		}
	})
}

func TestNothingIsHeardAfterAFailedCallback(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	r.state = atState(mobile.StateReady, func() error { return errApp })
	got := make(chan struct{})
	c := start(t, configFor(t, serve(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("not delivered"))
		silent(conn)
		close(got)
	})), r)
	require.Equal(t, mobile.CodeListener, r.ends(t, c).Code())
	require.Equal(t, []string{"Resolving", "Connecting", "Ready", "closed"}, r.events())
	receives(t, "the end of the connection, in order", got)
}

func TestOneThreadAndNeverTwoAtOnce(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	var threads []int
	note := func() error {
		threads = append(threads, thread())
		return nil
	}
	r.state = func(int32, *mobile.ConnInfo) error { return note() }
	r.data = func(*mobile.Chunk) error { return note() }
	r.closed = func(*mobile.Failure) error { return note() }
	c := start(t, configFor(t, serve(t, echo)), r)
	for range 100 {
		require.NoError(t, c.SendText("x"))
	}
	require.NoError(t, c.FinishSending())
	r.ends(t, c)
	require.Greater(t, len(threads), 4)
	require.Len(t, slices.Compact(threads), 1, "callbacks came on several threads")
}

func TestWhatWouldWaitForItselfDoesNot(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serveHeld(t, stuck))
	cfg.SetSendQueueLimit(1000)
	type answer struct {
		send, flush error
		try, closed bool
	}
	answers := make(chan answer, 1)
	var c *mobile.Client
	r.state = atState(mobile.StateReady, func() error {
		if err := c.Send(make([]byte, 8<<20)); err != nil { // which the server does not read
			return err
		}
		answers <- answer{c.Send([]byte("x")), c.Flush(-1), c.TrySend([]byte("x")), c.AwaitClosed(-1)}
		return nil
	})
	c = client(t, cfg, r)
	require.NoError(t, c.Start())
	got := receives(t, "the callback", answers)
	code(t, mobile.CodeBufferFull, got.send)
	require.True(t, mobile.FailureFrom(got.send).Temporary())
	code(t, mobile.CodeInvalidState, got.flush)
	require.False(t, got.try)
	require.False(t, got.closed)
	code(t, mobile.CodeTimeout, c.Flush(1))
	require.False(t, c.AwaitClosed(1))
	c.Close()
	r.ends(t, c)
}
