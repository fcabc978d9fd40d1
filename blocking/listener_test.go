package blocking

import (
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// acceptOnce is the error of one Accept.
func acceptOnce(l *Listener) func() error {
	return func() error {
		c, err := l.Accept()
		if err == nil {
			c.Close()
		}
		return err
	}
}

func TestListenerCloseWakesAccept(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		lc := p.config()
		l, err := lc.Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		require.Equal(t, 1, lc.Budget.InUse())
		first, second := async(t, acceptOnce(l)), async(t, acceptOnce(l))
		time.Sleep(nap)
		require.NoError(t, l.Close())
		for _, err := range []error{first.wait(), second.wait(), acceptOnce(l)(), l.Close(), l.SetDeadline(time.Time{})} {
			require.ErrorIs(t, err, net.ErrClosed)
			var op *net.OpError
			require.ErrorAs(t, err, &op)
		}
		require.Zero(t, lc.Budget.InUse())
	})
}

func TestListenerDeadlines(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		isTimeout := func(err error) {
			t.Helper()
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			var ne net.Error
			require.ErrorAs(t, err, &ne)
			require.True(t, ne.Timeout())
		}
		l.SetDeadline(time.Now().Add(-time.Second))
		isTimeout(acceptOnce(l)())
		l.SetDeadline(time.Now().Add(nap))
		isTimeout(acceptOnce(l)())
		l.SetDeadline(time.Now().Add(time.Hour))
		accept := async(t, acceptOnce(l))
		time.Sleep(nap)
		l.SetDeadline(time.Now())
		isTimeout(accept.wait())
		l.SetDeadline(time.Time{})
		accept = async(t, acceptOnce(l))
		c, err := p.dialer().Dial(p.network, l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		require.NoError(t, accept.wait())
	})
}

func TestListenerRefusesBeyondBudget(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		lc := p.config()
		lc.Budget = NewBudget(0)
		_, err := lc.Listen(t.Context(), p.network, p.address(t))
		require.ErrorIs(t, err, ErrThreadBudget)

		lc.Budget = NewBudget(3)
		l, err := lc.Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		var near [3]*Conn
		for i := range near {
			near[i], err = p.dialer().Dial(p.network, l.Addr().String())
			require.NoError(t, err)
			defer near[i].Close()
		}
		far, err := l.AcceptConn()
		require.NoError(t, err)
		_, err = l.AcceptConn()
		require.ErrorIs(t, err, ErrThreadBudget)
		var ne net.Error
		require.ErrorAs(t, err, &ne)
		//lint:ignore SA1019 servers such as net/http's go by it
		require.True(t, ne.Temporary())
		require.Equal(t, io.EOF, readOnce(near[1])(), "the refused peer learns it")
		far.Close()
		far, err = l.AcceptConn()
		require.NoError(t, err, "the listener goes on")
		far.Close()
		l.Close()
		require.Zero(t, lc.Budget.InUse())
	})
}

func TestListenErrors(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		for _, c := range []struct{ network, address string }{
			{"udp", "127.0.0.1:0"},
			{"tcp", "127.0.0.1"},
			{"tcp", "127.0.0.1:70000"},
			{"tcp4", "[::1]:0"},
			{"unix", t.TempDir() + "/no/such/directory"},
		} {
			lc := p.config()
			_, err := lc.Listen(t.Context(), c.network, c.address)
			var op *net.OpError
			require.ErrorAs(t, err, &op, c.address)
			require.Equal(t, "listen", op.Op)
			require.Zero(t, lc.Budget.InUse())
		}
	})
}

func TestListenAddressInUse(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		_, err = p.config().Listen(t.Context(), p.network, l.Addr().String())
		require.Error(t, err)
		// With a connection that has ended on its port, and with the path gone.
		near, err := p.dialer().Dial(p.network, l.Addr().String())
		require.NoError(t, err)
		far, err := l.Accept()
		require.NoError(t, err)
		far.Close()
		near.Close()
		l.Close()
		l, err = p.config().Listen(t.Context(), p.network, l.Addr().String())
		require.NoError(t, err)
		l.Close()
	})
}

func TestListenLocalhost(t *testing.T) {
	leaktest.Check(t)
	l, err := Listen("tcp", "localhost:0")
	require.NoError(t, err)
	defer l.Close()
	c, err := Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	c.Close()
}
