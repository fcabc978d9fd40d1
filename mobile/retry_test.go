package mobile_test

import (
	"io"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

func TestReconnectThroughARelayThatDiesAndReturns(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	way := newRelay(t, serve(t, echo))
	cfg := configFor(t, way.port)
	cfg.SetRetry(quick())
	cfg.SetInitialMessage([]byte("hello;"))
	c := start(t, cfg, r)
	for i := 1; i <= 3; i++ {
		r.hears(t, "Ready", i)
		require.NoError(t, c.SendText("text;"))
		n := i * len("hello;text;")
		r.until(t, "the echo", func() bool { return r.text.Len() == n })
		before := count(r.events(), "Waiting") // more than one while nobody listened
		if i == 3 {
			c.NetworkChanged(false) // so that Stop meets the wait, and not an attempt
		}
		way.kill()
		r.hears(t, "Waiting", before+1)
		if i < 3 {
			way.live()
		}
	}
	require.Equal(t, "hello;text;hello;text;hello;text;", r.text.String(), "the initial message comes first, each time")
	c.Stop()
	require.Nil(t, r.ends(t, c))
	require.EqualValues(t, 3, c.Stats().Connects)
	require.GreaterOrEqual(t, c.Stats().Retries, int64(2))
	require.True(t, r.retries[0].Temporary())
}

func TestReconnectSecuresAgain(t *testing.T) {
	leaktest.Check(t)
	pinned := trusting(t)
	require.NoError(t, pinned.AddPin(pinOf(certificates().good)))
	for name, c := range map[string]struct {
		port int32
		set  func(cfg *mobile.Config) error
	}{
		"at connect": {secured(t, certificates().good, nil), func(cfg *mobile.Config) error {
			cfg.SetTLS(pinned)
			return nil
		}},
		"after a reply": {startTLS(t), func(cfg *mobile.Config) error {
			return cfg.SetTLSAfterReply(pinned, []byte("hello\n"))
		}},
	} {
		r := &recorder{}
		way := newRelay(t, c.port)
		cfg := configFor(t, way.port)
		require.NoError(t, c.set(cfg), name)
		cfg.SetRetry(quick())
		cfg.SetInitialMessage([]byte("hello\n"))
		c := start(t, cfg, r)
		for i := 1; i <= 2; i++ {
			r.hears(t, "Ready", i)
			require.True(t, r.info("Ready").Secure(), name)
			require.NoError(t, c.SendText("text\n"))
			n := i * len("hello\ntext\n")
			r.until(t, "the echo", func() bool { return r.text.Len() == n })
			way.cut()
		}
		r.hears(t, "secure", 3)
		c.Stop()
		r.ends(t, c)
	}
}

// A lossy server reads some bytes of its first connection and breaks it, and
// echoes on all others.
func lossy(t testing.TB, n int) (port int32) {
	var conns atomic.Int32
	return serve(t, func(conn net.Conn) {
		if conns.Add(1) > 1 {
			echo(conn)
			return
		}
		_ = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
		_, _ = io.ReadFull(conn, make([]byte, n))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
}

func TestUnsentMessagesAreHandedBack(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, lossy(t, 10))
	cfg.SetRetry(quick())
	cfg.SetSendQueueLimit(64 << 20)
	c := client(t, cfg, r)
	require.NoError(t, c.SendText("0123456789"))
	require.NoError(t, c.Send(make([]byte, 16<<20)))
	require.NoError(t, c.SendText("last"))
	r.retry = func(_ int32, _ int64, why *mobile.Failure) error {
		require.EqualValues(t, 2, why.UnsentMessages(), "%v", why)
		require.EqualValues(t, 16<<20+4, why.UnsentBytes())
		require.Equal(t, "last", string(why.Unsent(1)))
		require.Zero(t, c.Stats().QueuedBytes)
		return c.Send(why.Unsent(1))
	}
	require.NoError(t, c.Start())
	r.gets(t, "last")
	c.Stop()
	require.Nil(t, r.ends(t, c))
}

func TestUnsentMessagesAreKept(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, lossy(t, 10))
	keep := quick()
	keep.SetKeepUnsent(true)
	cfg.SetRetry(keep)
	cfg.SetSendQueueLimit(64 << 20)
	c := client(t, cfg, r)
	require.NoError(t, c.SendText("0123456789"))
	big := make([]byte, 16<<20)
	require.NoError(t, c.Send(big))
	require.NoError(t, c.SendText("last"))
	require.NoError(t, c.Start())
	r.until(t, "all of it", func() bool { return r.text.Len() == len(big)+4 })
	require.Zero(t, r.lastRetry().UnsentMessages())
	c.Stop()
	require.Nil(t, r.ends(t, c))
	require.Equal(t, string(big)+"last", r.text.String(), "whole, in order, and no other")
}

func TestWhatWaitsForAConnectionGoesOnWaiting(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	way := newRelay(t, serve(t, echo))
	way.kill()
	cfg := configFor(t, way.port)
	cfg.SetRetry(quick())
	c := client(t, cfg, r)
	require.NoError(t, c.SendText("patience"))
	require.NoError(t, c.Start())
	r.hears(t, "retry 2", 1)
	require.Zero(t, r.lastRetry().UnsentMessages(), "no connection has ended")
	way.live()
	r.gets(t, "patience")
}

func TestAttemptsEnd(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	way := newRelay(t, 0)
	way.kill()
	cfg := configFor(t, way.port)
	p := quick()
	p.SetMaxAttempts(3)
	cfg.SetRetry(p)
	c := start(t, cfg, r)
	require.Equal(t, mobile.CodeRefused, r.ends(t, c).Code())
	require.Equal(t, 3, count(r.events(), "Waiting"))
	require.EqualValues(t, 3, c.Stats().Retries)
}

func TestAttemptsBeginAnewAfterAConnectionThatLasted(t *testing.T) {
	leaktest.Check(t)
	for _, c := range []struct {
		stable int64
		want   string
	}{{0, "retry 1"}, {hang.Milliseconds() * 100, "retry 2"}} {
		r := &recorder{}
		cfg := configFor(t, serve(t, func(net.Conn) {})) // accepts and closes
		p := quick()
		p.SetResetAfterMillis(c.stable)
		p.SetMaxAttempts(2)
		cfg.SetRetry(p)
		cl := start(t, cfg, r)
		r.until(t, "two attempts", func() bool { return len(r.retries) >= 2 })
		r.until(t, c.want, func() bool { return count(r.log, c.want) >= 1 })
		if c.stable == 0 { // and it would go on for ever
			require.Equal(t, 0, count(r.events(), "retry 2"))
			continue
		}
		require.Equal(t, mobile.CodeClosedByPeer, r.ends(t, cl).Code())
		require.Equal(t, 1, count(r.events(), "retry 2"))
	}
}

func TestWhatIsPermanentIsNotTriedAgain(t *testing.T) {
	leaktest.Check(t)
	cfg := configFor(t, secured(t, certificates().untrusted, nil))
	cfg.SetTLS(trusting(t))
	cfg.SetRetry(quick())
	r := &recorder{}
	why := r.ends(t, start(t, cfg, r))
	require.Equal(t, "TLSUntrusted", why.CodeName())
	require.False(t, why.Temporary())
	require.NotContains(t, r.events(), "Waiting")
}

func TestFinishSendingIsTheLastConnection(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serve(t, echo))
	cfg.SetRetry(quick())
	c := start(t, cfg, r)
	require.NoError(t, c.SendText("x"))
	require.NoError(t, c.FinishSending())
	require.Nil(t, r.ends(t, c))
	require.Equal(t, 1, count(r.events(), "Ready"))
}

func TestStopAndCloseWhileWaiting(t *testing.T) {
	leaktest.Check(t)
	for name, end := range map[string]func(*mobile.Client){"Close": (*mobile.Client).Close, "Stop": (*mobile.Client).Stop} {
		r := &recorder{}
		way := newRelay(t, 0)
		way.kill()
		cfg := configFor(t, way.port)
		p := mobile.NewRetryPolicy()
		p.SetDelays(hang.Milliseconds()*10, 0)
		cfg.SetRetry(p)
		c := start(t, cfg, r)
		r.hears(t, "retry 1", 1)
		require.NoError(t, c.SendText("never"))
		end(c)
		why := r.ends(t, c)
		require.Equal(t, "Cancelled", why.CodeName(), name)
		require.EqualValues(t, 1, why.UnsentMessages())
	}
}

func TestNetworkAndForegroundEndTheWait(t *testing.T) {
	leaktest.Check(t)
	for name, hurry := range map[string]func(*mobile.Client){
		"network":    func(c *mobile.Client) { c.NetworkChanged(true) },
		"foreground": (*mobile.Client).EnterForeground,
	} {
		r := &recorder{}
		way := newRelay(t, serve(t, echo))
		way.kill()
		cfg := configFor(t, way.port)
		p := mobile.NewRetryPolicy()
		p.SetDelays(hang.Milliseconds()*10, 0)
		p.SetJitter(0)
		cfg.SetRetry(p)
		c := start(t, cfg, r)
		r.hears(t, "retry 1", 1)
		way.live()
		hurry(c)
		r.hears(t, "Ready", 1)
		hurry(c) // while connected: a look at the connection, no end
		require.NoError(t, c.SendText(name))
		r.gets(t, name)
	}
}

func TestNoAttemptWithoutNetwork(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	way := newRelay(t, serve(t, echo))
	cfg := configFor(t, way.port)
	cfg.SetRetry(quick())
	c := start(t, cfg, r)
	r.hears(t, "Ready", 1)
	c.NetworkChanged(false)
	require.NoError(t, c.SendText("the socket is kept"))
	r.gets(t, "the socket is kept")
	way.cut()
	r.hears(t, "Waiting", 1)
	r.until(t, "OnRetry", func() bool { return len(r.retries) == 1 })
	require.EqualValues(t, -1, r.delays[0], "until the network is there")
	require.Zero(t, c.Stats().Retries)
	c.NetworkChanged(true)
	r.hears(t, "Ready", 2)
}

func TestBackground(t *testing.T) {
	leaktest.Check(t)
	for _, closes := range []bool{false, true} {
		r := &recorder{}
		way := newRelay(t, serve(t, echo))
		cfg := configFor(t, way.port)
		cfg.SetRetry(quick())
		cfg.SetCloseInBackground(closes)
		c := start(t, cfg, r)
		r.hears(t, "Ready", 1)
		c.EnterBackground()
		if closes {
			r.hears(t, "retry 1", 1)
			require.Equal(t, "background: Cancelled: the app went to the background", r.lastRetry().Error())
		} else {
			require.NoError(t, c.SendText("kept"))
			r.gets(t, "kept")
			way.cut()
			r.hears(t, "retry 1", 1)
		}
		require.Zero(t, c.Stats().Retries, "no attempts in the background")
		c.EnterForeground()
		r.hears(t, "Ready", 2)
		c.Stop()
		require.Nil(t, r.ends(t, c))
	}
}

func TestTheNetworkChangesWhileConnecting(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, deaf(t))
	p := mobile.NewRetryPolicy()
	p.SetDelays(hang.Milliseconds()*10, 0)
	cfg.SetRetry(p)
	c := start(t, cfg, r)
	r.hears(t, "Connecting", 1)
	c.NetworkChanged(true)
	r.hears(t, "Connecting", 2)
	require.Equal(t, "connect: Unreachable: the network has changed", r.lastRetry().Error())
	c.Close()
	require.Equal(t, "Cancelled", r.ends(t, c).CodeName())
}

// fill sends until the queue is full, and then once more, which waits.
func fill(t testing.TB, c *mobile.Client) (sent int, waiting <-chan error) {
	message := make([]byte, 64<<10)
	for c.TrySend(message) {
		sent++
	}
	result := make(chan error, 1)
	go func() { result <- c.Send(message) }()
	return sent + 1, result
}

// greedy greets and reads nothing. When it is told to, it says more and resets the
// connection.
func greedy(t testing.TB) (port int32, reset chan struct{}) {
	reset = make(chan struct{})
	return serveHeld(t, func(conn net.Conn, held <-chan struct{}) {
		_ = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
		_, _ = io.WriteString(conn, "hello")
		select {
		case <-reset:
			_, _ = io.WriteString(conn, " more ")
			_ = conn.(*net.TCPConn).SetLinger(0)
		case <-held:
		}
	}), reset
}

func TestSendHearsOfTheEndWhilePaused(t *testing.T) {
	leaktest.Check(t)
	port, reset := greedy(t)
	cfg, retry := configFor(t, port), quick()
	retry.SetMaxAttempts(1)
	cfg.SetRetry(retry)
	cfg.SetSendQueueLimit(256 << 10)
	r := &recorder{}
	c := start(t, cfg, r)
	r.gets(t, "hello")
	reset <- struct{}{}
	r.gets(t, "hello more hello")
	c.Pause()
	written := c.Stats().BytesOut
	sent, waiting := fill(t, c)
	reset <- struct{}{} // of the last connection
	code(t, mobile.CodeInvalidState, receives(t, "Send", waiting))
	require.Zero(t, count(r.events(), "closed"), "which comes after the data before it")
	c.Resume()
	why := r.ends(t, c)
	code(t, mobile.CodeReset, why)
	require.Zero(t, written)
	require.EqualValues(t, int64(sent-1)-c.Stats().BytesOut/(64<<10), why.UnsentMessages())
}

// lostWhilePaused returns a client that is paused since before it lost its connection,
// with its queue full. It has accepted a message more since then.
func lostWhilePaused(t testing.TB) (c *mobile.Client, r *recorder, sent int) {
	port, reset := greedy(t)
	cfg := configFor(t, port)
	cfg.SetRetry(quick())
	cfg.SetSendQueueLimit(256 << 10)
	r = &recorder{}
	c = start(t, cfg, r)
	r.gets(t, "hello")
	c.Pause()
	sent, waiting := fill(t, c)
	reset <- struct{}{}
	require.NoError(t, receives(t, "Send", waiting), "there is room: what was not written is to be handed back")
	return c, r, sent
}

func TestSendGoesOnAfterALossWhilePaused(t *testing.T) {
	leaktest.Check(t)
	c, r, sent := lostWhilePaused(t)
	r.hears(t, "writable", 1)
	require.Empty(t, r.retries, "which comes after the data before it")
	code(t, mobile.CodeReset, c.Flush(-1)) // something was lost, of which nobody has been told yet
	c.Resume()
	r.hears(t, "retry 1", 1)
	require.EqualValues(t, int64(sent-1)-c.Stats().BytesOut/(64<<10), r.lastRetry().UnsentMessages())
	r.hears(t, "Ready", 2)
	require.NoError(t, c.Flush(hang.Milliseconds()), "and what was accepted then goes to the next connection")
}

// What is to be handed back is counted also by a client that is closed before.
func TestCloseCountsWhatWasToBeHandedBack(t *testing.T) {
	leaktest.Check(t)
	c, r, sent := lostWhilePaused(t)
	c.Close()
	require.EqualValues(t, int64(sent)-c.Stats().BytesOut/(64<<10), r.ends(t, c).UnsentMessages())
}
