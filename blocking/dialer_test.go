package blocking

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// forbidden is not to be asked.
type forbidden struct {
	hosts
	t *testing.T
}

func (f forbidden) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	f.t.Error("looked up")
	return nil, errors.New("looked up")
}

func TestDialRefusesWrongAddressesBeforeLookup(t *testing.T) {
	leaktest.Check(t)
	d := &Dialer{Resolver: forbidden{t: t}}
	for _, c := range []struct{ network, address, want string }{
		{"tcp", "host", "missing port"},
		{"tcp", "host:", "missing port"},
		{"tcp", "host:0", "port 0"},
		{"tcp", "host:70000", "invalid port"},
		{"tcp", "host:-1", "invalid port"},
		{"tcp", "host:99999999999999999999", "invalid port"},
		{"tcp", "host:80x", "invalid port"},
		{"tcp", "::1:80", "too many colons"},
		{"tcp", "[::1", "missing ']'"},
		{"tcp4", "[::1]:80", "no suitable address"},
		{"tcp6", "127.0.0.1:80", "no suitable address"},
		{"unix", "", "missing path"},
		{"udp", "host:80", "unknown network udp"},
	} {
		_, err := d.Dial(c.network, c.address)
		require.ErrorContains(t, err, c.want, c.address)
		var op *net.OpError
		require.ErrorAs(t, err, &op)
		require.Equal(t, "dial", op.Op)
	}
}

func TestDialUnknownHostKeepsDNSError(t *testing.T) {
	leaktest.Check(t)
	broken := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server here")
	}}
	_, err := (&Dialer{Resolver: broken}).Dial("tcp", "host.invalid:80")
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns)
	require.Equal(t, "host.invalid", dns.Name)

	waiting := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	_, err = (&Dialer{Resolver: waiting, Timeout: nap}).Dial("tcp", "host.invalid:80")
	require.ErrorAs(t, err, &dns)
	require.True(t, dns.Timeout())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestDialService(t *testing.T) {
	leaktest.Check(t)
	_, err := new(Dialer).Dial("tcp", "127.0.0.1:no-such-service")
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns)
}

func TestDialRefused(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		l.Close()
		_, err = p.dialer().Dial(p.network, l.Addr().String())
		if p.network == "unix" {
			require.ErrorIs(t, err, os.ErrNotExist)
		} else {
			requireRefused(t, err)
		}
		var op *net.OpError
		require.ErrorAs(t, err, &op)
		require.Equal(t, l.Addr().String(), op.Addr.String())
	})
}

// unanswered listens on an address of p whose queue is full, so that a dial to it
// waits.
func unanswered(t *testing.T, p variant, address string) net.Addr {
	t.Helper()
	lc := p.config()
	lc.listen = nil // package net's backlog cannot be chosen
	lc.Backlog = 1
	l, err := lc.Listen(context.Background(), p.network, address)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	d := &Dialer{Timeout: 5 * nap}
	for range 10 {
		c, err := d.Dial(p.network, l.Addr().String())
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
			return l.Addr()
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Fatal("the queue does not fill")
	return nil
}

// waits says whether a dial on this variant waits while a queue is full. Package
// net's to a Unix socket fails at once.
func (p variant) waits() bool {
	return runtime.GOOS == "linux" && (p.own || p.network != "unix")
}

func TestDialEndsWithItsContext(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if !p.waits() {
			return // a dial does not wait here
		}
		address := unanswered(t, p, p.address(t)).String()
		isTimeout := func(err error) {
			t.Helper()
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			require.ErrorIs(t, err, syscall.ETIMEDOUT)
			require.NotErrorIs(t, err, context.Canceled)
			var ne net.Error
			require.ErrorAs(t, err, &ne)
			require.True(t, ne.Timeout())
		}
		d := p.dialer()
		d.Timeout = nap
		_, err := d.Dial(p.network, address)
		isTimeout(err)

		d = p.dialer()
		ctx, cancel := context.WithTimeout(t.Context(), nap)
		defer cancel()
		_, err = d.DialContext(ctx, p.network, address)
		isTimeout(err)
		_, err = d.DialContext(ctx, p.network, address)
		isTimeout(err)

		enough := errors.New("enough")
		cancelled, stop := context.WithCancelCause(t.Context())
		dial := async(t, func() error {
			_, err := d.DialContext(cancelled, p.network, address)
			return err
		})
		time.Sleep(nap)
		stop(enough)
		for _, err := range []error{dial.wait(), func() error {
			_, err := d.DialContext(cancelled, p.network, address)
			return err
		}()} {
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, enough)
			require.NotContains(t, err.Error(), "reset")
			var op *net.OpError
			require.ErrorAs(t, err, &op)
		}
		require.Zero(t, d.Budget.InUse())
	})
}

// TestDialCancelAtAnyMoment cancels before, while and after connect(2) begins.
func TestDialCancelAtAnyMoment(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		if !p.waits() {
			return // a dial does not wait here
		}
		address := unanswered(t, p, p.address(t)).String()
		times := 100
		if p.network == "unix" {
			times = 10 // it looks at its context only now and then
		}
		for i := range times {
			ctx, cancel := context.WithCancel(t.Context())
			dial := async(t, func() error {
				c, err := p.dialer().DialContext(ctx, p.network, address)
				if err == nil {
					c.Close()
				}
				return err
			})
			time.Sleep(time.Duration(i) * 3 * time.Microsecond)
			cancel()
			require.ErrorIs(t, dial.wait(), context.Canceled)
		}
	})
}

// TestDialCancelOfAnsweredDial cancels about when the connection is made: there
// is either a connection that works or an error.
func TestDialCancelOfAnsweredDial(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		for i := range 100 {
			ctx, cancel := context.WithCancel(t.Context())
			dial := async(t, func() *Conn {
				c, err := p.dialer().DialContext(ctx, p.network, l.Addr().String())
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("dial: %v", err)
				}
				return c
			})
			time.Sleep(time.Duration(i) * 3 * time.Microsecond)
			cancel()
			if c := dial.wait(); c != nil {
				_, err := c.Write([]byte("x"))
				require.NoError(t, err)
				c.Close()
			}
			l.SetDeadline(time.Now())
			if far, err := l.AcceptConn(); err == nil {
				far.Close()
			}
		}
	})
}

// TestDialOneAddressInCallersGoroutine finds this function on the stack of the
// attempt.
func TestDialOneAddressInCallersGoroutine(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		d := p.dialer()
		var stack string
		d.Control = func(_, _ string, _ syscall.RawConn) error {
			buf := make([]byte, 16<<10)
			stack = string(buf[:runtime.Stack(buf, false)])
			return nil
		}
		c, err := d.Dial(p.network, l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		require.Contains(t, stack, "InCallersGoroutine")
	})
}

func TestDialControlEndsDial(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		no := errors.New("not like this")
		d := p.dialer()
		d.Control = func(network, address string, raw syscall.RawConn) error {
			if want := map[string]string{"tcp": "tcp4", "unix": "unix"}[p.network]; network != want {
				t.Errorf("network %s, want %s", network, want)
			}
			if address != l.Addr().String() {
				t.Errorf("address %s", address)
			}
			return errors.Join(no, raw.Control(func(uintptr) {}))
		}
		_, err = d.Dial(p.network, l.Addr().String())
		require.ErrorIs(t, err, no)
		require.Zero(t, d.Budget.InUse())

		lc := p.config()
		lc.Control = func(string, string, syscall.RawConn) error { return no }
		_, err = lc.Listen(t.Context(), p.network, p.address(t))
		require.ErrorIs(t, err, no)
		require.Zero(t, lc.Budget.InUse())
	})
}

func TestDialFromLocalAddr(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if p.network != "tcp" {
			return
		}
		l, err := p.config().Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		d := p.dialer()
		d.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 9)}
		c, err := d.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		require.Equal(t, "127.0.0.9", c.LocalAddr().(*net.TCPAddr).IP.String())

		d.LocalAddr = &net.TCPAddr{}
		c, err = d.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		c.Close()

		d.LocalAddr = &net.TCPAddr{IP: net.IPv6loopback}
		_, err = d.Dial("tcp", l.Addr().String())
		require.ErrorContains(t, err, "no suitable address")
	})
}

func TestDialIPv6AndDualStack(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		if p.network != "tcp" {
			return
		}
		l, err := p.config().Listen(t.Context(), "tcp", "[::1]:0")
		if err != nil {
			leaktest.Missing(t, "IPv6:", err)
		}
		c, err := p.dialer().Dial("tcp6", l.Addr().String())
		require.NoError(t, err)
		require.Equal(t, l.Addr().String(), c.RemoteAddr().String())
		c.Close()
		l.Close()

		l, err = p.config().Listen(t.Context(), "tcp", ":0")
		require.NoError(t, err)
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		for _, host := range []string{"127.0.0.1", "::1", ""} {
			c, err := p.dialer().Dial("tcp", net.JoinHostPort(host, port))
			require.NoError(t, err)
			far, err := l.AcceptConn()
			require.NoError(t, err)
			require.Equal(t, c.LocalAddr().String(), far.RemoteAddr().String())
			c.Close()
			far.Close()
		}
	})
}

func TestDialSocketGivesTheEngine(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		d := p.dialer()
		s, err := d.DialSocket(t.Context(), p.network, l.Addr().String())
		require.NoError(t, err)
		far, err := l.Accept()
		require.NoError(t, err)
		defer far.Close()
		require.NoError(t, sendAll(s, []byte("x")))
		require.NoError(t, readOnce(far)())
		require.Equal(t, 2, d.Budget.InUse())
		require.NoError(t, s.Close())
		require.Zero(t, d.Budget.InUse())
	})
}

// TestDialHookOfPackageNet is how a platform that has only net.Conn serves a
// client that dials by a function.
func TestDialHookOfPackageNet(t *testing.T) {
	leaktest.Check(t)
	type dialFunc func(ctx context.Context, network, address string) (stream.Socket, error)
	overNet := dialFunc(func(ctx context.Context, network, address string) (stream.Socket, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return stream.Wrap(c), nil
	})
	l, err := Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	for _, dial := range []dialFunc{overNet, new(Dialer).DialSocket} {
		s, err := dial(t.Context(), "tcp", l.Addr().String())
		require.NoError(t, err)
		far, err := l.Accept()
		require.NoError(t, err)
		require.NoError(t, sendAll(s, []byte("x")))
		require.NoError(t, readOnce(far)())
		s.Close()
		far.Close()
	}
}

func TestDialRefusesBeyondBudget(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		defer l.Close()
		serve := async(t, func() error {
			for {
				c, err := l.Accept()
				if err != nil {
					return err
				}
				defer c.Close()          // all at the end
				c.Write([]byte("hello")) // fails where the dialler has closed already
			}
		})
		const dials, allowed = 400, 20
		d := p.dialer()
		d.Budget = NewBudget(2*allowed + 1)
		var mu sync.Mutex
		var made []*Conn
		refused := 0
		var dialling sync.WaitGroup
		for range 4 {
			dialling.Go(func() {
				for range dials / 4 {
					c, err := d.Dial(p.network, l.Addr().String())
					mu.Lock()
					switch {
					case err == nil:
						made = append(made, c)
					case errors.Is(err, ErrThreadBudget) && strings.Contains(err.Error(), "blocking.Budget"):
						refused++
					default:
						t.Errorf("dial: %v", err)
					}
					mu.Unlock()
				}
			})
		}
		dialling.Wait()
		require.Len(t, made, allowed)
		require.Equal(t, dials-allowed, refused)
		require.Equal(t, 2*allowed, d.Budget.InUse())
		for _, c := range made {
			require.NoError(t, readOnce(c)(), "others work")
			c.Close()
		}
		require.Zero(t, d.Budget.InUse())
		c, err := d.Dial(p.network, l.Addr().String())
		require.NoError(t, err, "after others have closed")
		c.Close()
		l.Close()
		require.ErrorIs(t, serve.wait(), net.ErrClosed)
	})
}
