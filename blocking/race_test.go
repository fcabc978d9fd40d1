package blocking

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestInterleave(t *testing.T) {
	parse := func(texts ...string) (ips []netip.Addr) {
		for _, text := range texts {
			ips = append(ips, netip.MustParseAddr(text))
		}
		return ips
	}
	require.Equal(t, parse("::1", "0.0.0.1", "::2", "0.0.0.2", "::3"),
		interleave(parse("::1", "::2", "::3", "0.0.0.1", "0.0.0.2")))
	require.Equal(t, parse("0.0.0.1", "::1", "0.0.0.2", "0.0.0.3"),
		interleave(parse("0.0.0.1", "0.0.0.2", "0.0.0.3", "::1")))
	require.Empty(t, interleave(nil))
}

// hosts are the addresses of every name.
type hosts []string

func (h hosts) LookupNetIP(context.Context, string, string) (ips []netip.Addr, err error) {
	for _, text := range h {
		ips = append(ips, netip.MustParseAddr(text))
	}
	return ips, nil
}

func (hosts) LookupPort(context.Context, string, string) (int, error) {
	return 0, errors.ErrUnsupported
}

func TestDialRaces(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if !p.waits() || p.network != "tcp" {
			return // it needs a dial that waits, and addresses like 127.0.0.2
		}
		l, err := p.config().Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		unanswered(t, p, net.JoinHostPort("127.0.0.2", port))

		d := p.dialer()
		d.FallbackDelay = nap
		d.Resolver = hosts{"127.0.0.2", "127.0.0.1"}
		c, err := d.Dial("tcp", "host:"+port)
		require.NoError(t, err)
		require.Equal(t, l.Addr().String(), c.RemoteAddr().String())
		require.Equal(t, 2, d.Budget.InUse())
		c.Close()
		require.Zero(t, d.Budget.InUse())

		// Nobody is at .3, so .1 need not wait for its hour.
		d.FallbackDelay = time.Hour
		d.Resolver = hosts{"127.0.0.3", "127.0.0.1"}
		c, err = d.Dial("tcp", "host:"+port)
		require.NoError(t, err)
		c.Close()

		d.FallbackDelay = -1
		c, err = d.Dial("tcp", "host:"+port)
		require.NoError(t, err)
		c.Close()

		for _, delay := range []time.Duration{0, -1} {
			d.FallbackDelay = delay
			d.Resolver = hosts{"127.0.0.3", "127.0.0.4"}
			_, err = d.Dial("tcp", "host:"+port)
			requireRefused(t, err)
			var op *net.OpError
			require.ErrorAs(t, err, &op)
			require.Equal(t, "127.0.0.3:"+port, op.Addr.String())
			require.ErrorContains(t, err, "127.0.0.4:"+port)
		}

		d.FallbackDelay = nap
		d.Resolver = hosts{"127.0.0.2", "127.0.0.3"}
		d.Timeout = 4 * nap
		_, err = d.Dial("tcp", "host:"+port)
		require.ErrorIs(t, err, context.DeadlineExceeded, "the first")
		requireRefused(t, err)
		var ne net.Error
		require.ErrorAs(t, err, &ne)
		require.True(t, ne.Timeout())
		require.Zero(t, d.Budget.InUse())
	})
}

// fakeConn counts how often it is closed.
type fakeConn struct {
	conn
	closed *atomic.Int32
}

func (c fakeConn) Close() error { c.closed.Add(1); return nil }

func remotes(n int) []net.Addr {
	addrs := make([]net.Addr, n)
	for i := range addrs {
		addrs[i] = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: i + 1}
	}
	return addrs
}

func TestRaceClosesLateWinners(t *testing.T) {
	leaktest.Check(t)
	var closed, made atomic.Int32
	c, err := race(t.Context(), remotes(4), time.Millisecond, NewBudget(100), func(ctx context.Context, remote net.Addr) (conn, error) {
		for made.Load() == 0 && remote.(*net.TCPAddr).Port != 4 {
			runtime.Gosched() // all but the last wait for it
		}
		made.Add(1)
		return fakeConn{closed: &closed}, nil // in spite of the cancel
	})
	require.NoError(t, err)
	require.NotNil(t, c)
	require.Equal(t, made.Load()-1, closed.Load())
}

func TestRaceStaysInBudget(t *testing.T) {
	leaktest.Check(t)
	budget := NewBudget(threadsPerConn + 1)
	require.NoError(t, budget.Acquire(threadsPerConn)) // as the dial does
	var running, most atomic.Int32
	refused := errors.New("refused")
	_, err := race(t.Context(), remotes(8), time.Millisecond, budget, func(ctx context.Context, remote net.Addr) (conn, error) {
		now := running.Add(1)
		defer running.Add(-1)
		for {
			before := most.Load()
			if now <= before || most.CompareAndSwap(before, now) {
				break
			}
		}
		time.Sleep(nap / 3)
		return nil, dialError("tcp", nil, remote, refused)
	})
	require.ErrorIs(t, err, refused)
	require.LessOrEqual(t, most.Load(), int32(threadsPerConn+1))
	require.Equal(t, threadsPerConn, budget.InUse())
}

func TestRaceEndsWithItsContext(t *testing.T) {
	leaktest.Check(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := race(ctx, remotes(3), time.Hour, NewBudget(100), nil)
	require.ErrorIs(t, err, context.Canceled)

	ctx, cancel = context.WithTimeout(t.Context(), nap)
	defer cancel()
	_, err = race(ctx, remotes(3), time.Hour, NewBudget(100), func(ctx context.Context, remote net.Addr) (conn, error) {
		<-ctx.Done()
		return nil, dialError("tcp", nil, remote, contextError(ctx))
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestInTurnSharesTheTime(t *testing.T) {
	leaktest.Check(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	refused := errors.New("refused")
	var shares []time.Duration
	_, err := inTurn(ctx, remotes(3), func(ctx context.Context, remote net.Addr) (conn, error) {
		deadline, _ := ctx.Deadline()
		shares = append(shares, time.Until(deadline).Round(time.Minute))
		return nil, dialError("tcp", nil, remote, refused)
	})
	require.ErrorIs(t, err, refused)
	require.Equal(t, []time.Duration{20 * time.Minute, 30 * time.Minute, 60 * time.Minute}, shares)
}
