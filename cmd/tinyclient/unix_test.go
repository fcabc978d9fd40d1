//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestInterrupt(t *testing.T) {
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		came, ended := make(chan bool), make(chan error, 1)
		port := serve(t, func(c *net.TCPConn) {
			came <- true
			_, err := io.Copy(io.Discard, c)
			ended <- err
		})
		r, w, err := os.Pipe()
		require.NoError(t, err)
		cmd := program(t, "127.0.0.1", port)
		cmd.Stdin = r
		require.NoError(t, cmd.Start())
		<-came
		time.Sleep(50 * time.Millisecond)
		start := time.Now()
		require.NoError(t, cmd.Process.Signal(sig))
		require.Equal(t, statusInterrupted, statusOf(t, cmd.Wait()))
		require.Less(t, time.Since(start), 2*time.Second)
		require.NoError(t, <-ended, "the server must see an ordered end")
		w.Close()
		r.Close()
	}
}

// Where nobody takes the output the program must not wait for it.
func TestInterruptWithBlockedOutput(t *testing.T) {
	full := make(chan bool)
	port := serve(t, func(c *net.TCPConn) {
		c.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
		io.Copy(c, endless{})
		close(full)
		io.Copy(io.Discard, c)
	})
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	defer w.Close()
	cmd := program(t, "127.0.0.1", port)
	cmd.Stdout = w
	require.NoError(t, cmd.Start())
	<-full
	start := time.Now()
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.Equal(t, statusInterrupted, statusOf(t, cmd.Wait()))
	require.Less(t, time.Since(start), 2*time.Second)
}

func TestNobodyReadsTheOutput(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	r.Close()
	defer w.Close()
	var stderr bytes.Buffer
	cmd := program(t, "127.0.0.1", serve(t, echo))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = io.LimitReader(endless{}, 1<<20), w, &stderr
	result{status: statusOf(t, cmd.Run()), stderr: stderr.String()}.fails(t, statusLocal, "standard output: broken pipe")
}

func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		leaktest.Missing(t, err)
	}
	defer full.Close()
	var stderr bytes.Buffer
	cmd := program(t, "127.0.0.1", serve(t, echo))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(noise(10)), full, &stderr
	result{status: statusOf(t, cmd.Run()), stderr: stderr.String()}.fails(t, statusLocal, "standard output: no space left on device")
}

func TestClosedInput(t *testing.T) {
	cmd := program(t, "127.0.0.1", serve(t, echo))
	shell := exec.CommandContext(t.Context(), "sh", "-c", `exec "$@" <&-`, "sh", cmd.Path, "127.0.0.1", cmd.Args[2])
	shell.Env = cmd.Env
	out, err := shell.CombinedOutput()
	require.NoError(t, err)
	require.Empty(t, out)
}

func TestDirectoryAsInput(t *testing.T) {
	dir, err := os.Open(t.TempDir())
	require.NoError(t, err)
	defer dir.Close()
	execute(t, dir, "127.0.0.1", serve(t, echo)).fails(t, statusLocal, "standard input: is a directory")
}

// In a network namespace of its own even loopback is down.
func TestUnreachable(t *testing.T) {
	cmd := program(t, "127.0.0.1", "9")
	var stderr bytes.Buffer
	namespace := []string{"-n"}
	if os.Geteuid() != 0 {
		namespace = []string{"-r", "-n"}
	}
	if out, err := exec.Command("unshare", append(namespace, "true")...).CombinedOutput(); err != nil {
		leaktest.Missing(t, "network namespaces:", err, string(out))
	}
	apart := exec.CommandContext(t.Context(), "unshare", append(namespace, cmd.Path, "127.0.0.1", "9")...)
	apart.Env, apart.Stderr = cmd.Env, &stderr
	result{status: statusOf(t, apart.Run()), stderr: stderr.String()}.fails(t, statusUnreachable, "connect to 127.0.0.1:9: network is unreachable")
}

func TestClassification(t *testing.T) {
	o := &options{host: "h", port: 1}
	op := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	for _, test := range []struct {
		err    error
		status int
		text   string
	}{
		{op(syscall.ECONNREFUSED), statusRefused, "connect to h:1: connection refused"},
		{op(syscall.ENETUNREACH), statusUnreachable, "connect to h:1: network is unreachable"},
		{op(syscall.EHOSTUNREACH), statusUnreachable, "connect to h:1: no route to host"},
		{op(syscall.ETIMEDOUT), statusTimeout, "connect to h:1: connection timed out"},
		{op(syscall.ECONNRESET), statusReset, "connect to h:1: connection reset by peer"},
		{op(syscall.EACCES), statusOther, "connect to h:1: permission denied"},
		{&net.DNSError{Err: "no such host", IsNotFound: true}, statusName, "look up h: no such host"},
		{&net.DNSError{Err: "server misbehaving", IsTemporary: true}, statusName, "look up h: server misbehaving; no name server could answer, try an address"},
		{errors.Join(axon.ErrTimeout, &net.DNSError{IsTimeout: true}), statusTimeout, "connect to h:1: no answer within 0s; -w allows more"},
	} {
		f := connectFailure(o, test.err)
		require.Equal(t, failure{test.status, test.text}, *f)
	}
	require.Equal(t, failure{statusTimeout, "connection to h:1: connection timed out"}, *lossFailure(o, op(syscall.ETIMEDOUT)))
	require.Equal(t, failure{statusUnreachable, "connection to h:1: no route to host"}, *lossFailure(o, op(syscall.EHOSTUNREACH)))
}
