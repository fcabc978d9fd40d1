//go:build unix

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
