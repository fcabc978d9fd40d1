package mobile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

func TestCodes(t *testing.T) {
	system := func(call string, errno syscall.Errno) error {
		return &net.OpError{Op: call, Net: "tcp", Err: os.NewSyscallError(call, errno)}
	}
	for _, c := range []struct {
		err  error
		code int32
		op   string
	}{
		{system("dial", syscall.ECONNREFUSED), CodeRefused, "connect"},
		{system("dial", syscall.ENETUNREACH), CodeUnreachable, "connect"},
		{system("dial", syscall.EHOSTUNREACH), CodeUnreachable, "connect"},
		{system("read", syscall.ECONNRESET), CodeReset, "read"},
		{system("write", syscall.EPIPE), CodeReset, "write"},
		{system("read", syscall.ENOTCONN), CodeReset, "read"}, // of a socket that iOS has taken
		{system("read", syscall.ETIMEDOUT), CodeTimeout, "read"},
		{system("dial", syscall.EMFILE), CodeIO, "connect"},
		{fmt.Errorf("%w: %w", axon.ErrTimeout, &net.DNSError{IsTimeout: true}), CodeTimeout, "connect"},
		{&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, CodeDNS, "connect"},
		{&net.OpError{Op: "dial", Err: &net.AddrError{Err: "port"}}, CodeInvalidArgument, "connect"},
		{&net.OpError{Op: "dial", Err: blocking.ErrThreadBudget}, CodeIO, "connect"},
		{axon.ErrFlush, CodeTimeout, "connect"},
		{context.DeadlineExceeded, CodeTimeout, "connect"},
		{io.EOF, CodeClosedByPeer, "connect"},
		{axon.ErrStopped, CodeCancelled, "connect"},
		{&axon.PanicError{Value: "x"}, CodeInternal, "connect"},
		{errors.New("another"), CodeIO, "connect"},
		{fmt.Errorf("wrapped: %w", failure(CodeProxy, "", "")), CodeProxy, "connect"},
	} {
		f := failureOf("connect", c.err)
		require.Equal(t, CodeName(c.code), f.CodeName(), "%v", c.err)
		require.Equal(t, c.op, f.Op(), "%v", c.err)
		require.ErrorIs(t, f, c.err)
	}
}

// TestCodesThatAreTriedAgain is the table that RetryPolicy promises.
func TestCodesThatAreTriedAgain(t *testing.T) {
	var again []string
	for code := range codes {
		require.NotEmpty(t, codeTable[code].name)
		if failure(code, "", "").Temporary() {
			again = append(again, CodeName(code))
		}
	}
	require.Equal(t, []string{"ClosedByPeer", "Timeout", "DNS", "Refused", "Unreachable", "Reset", "BufferFull", "IO"}, again)
}

func TestDelays(t *testing.T) {
	p := NewRetryPolicy()
	p.SetDelays(100, 1000)
	p.SetMultiplier(3)
	p.SetMultiplier(0) // is refused
	p.SetJitter(0)
	p.SetJitter(7)
	for attempt, want := range []time.Duration{100, 300, 900, 1000, 1000} {
		require.Equal(t, want*time.Millisecond, p.set.delay(int32(attempt+1)))
	}
	require.Equal(t, time.Second, p.set.delay(1<<30), "no overflow")
	p.SetJitter(0.5)
	different := map[time.Duration]bool{}
	for range 200 {
		d := p.set.delay(2)
		require.GreaterOrEqual(t, d, 150*time.Millisecond)
		require.LessOrEqual(t, d, 300*time.Millisecond)
		different[d] = true
	}
	require.Greater(t, len(different), 50)
	p.SetDelays(500, 100)
	p.SetJitter(0)
	require.Equal(t, 500*time.Millisecond, p.set.delay(1), "the longest is no less than the first")
	require.Zero(t, new(policy).delay(1))
}

func TestMilliseconds(t *testing.T) {
	require.Positive(t, milliseconds(1<<62))
	require.Negative(t, milliseconds(-1<<62))
	require.Equal(t, time.Second, milliseconds(1000))
}
