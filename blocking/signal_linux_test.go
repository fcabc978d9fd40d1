package blocking

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// storm sends signals to every thread of the process until stop is called, so
// that system calls end with EINTR again and again.
func storm(t *testing.T) (stop func()) {
	ignored := make(chan os.Signal, 1)
	signal.Notify(ignored, unix.SIGUSR1)
	done := make(chan struct{})
	var raging sync.WaitGroup
	raging.Go(func() {
		pid := unix.Getpid()
		for {
			tasks, _ := os.ReadDir("/proc/self/task")
			for _, task := range tasks {
				_ = unix.Tgkill(pid, atoi(task.Name()), unix.SIGUSR1)
			}
			select {
			case <-done:
				return
			case <-time.After(500 * time.Microsecond):
			}
		}
	})
	return func() {
		close(done)
		raging.Wait()
		signal.Stop(ignored)
	}
}

func atoi(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

func TestSignalsInterruptNothing(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		full := unanswered(t, p, p.address(t)).String()
		near, far := p.smallPair(t)
		defer storm(t)()

		d := p.dialer()
		d.Timeout = 5 * nap
		_, err := d.Dial(p.network, full)
		require.ErrorIs(t, err, context.DeadlineExceeded)

		sent := bytes.Repeat([]byte("0123456789"), 50_000)
		for _, write := range []func() error{
			func() error { return sendAll(near.Socket(), sent) },
			func() error { _, err := near.Write(sent); return err },
		} {
			writing := async(t, write)
			got := make([]byte, len(sent))
			half, err := io.ReadFull(far, got[:len(got)/2])
			require.NoError(t, err)
			_, err = io.ReadFull(socketReader{far.Socket()}, got[half:])
			require.NoError(t, err)
			require.NoError(t, writing.wait())
			require.True(t, bytes.Equal(sent, got))
		}

		waiting := async(t, receiveOnce(near.Socket()))
		time.Sleep(nap)
		far.Write([]byte("x"))
		require.NoError(t, waiting.wait())

		l, err := p.config().Listen(t.Context(), p.network, p.address(t))
		require.NoError(t, err)
		accepting := async(t, acceptOnce(l))
		time.Sleep(nap)
		c, err := p.dialer().Dial(p.network, l.Addr().String())
		require.NoError(t, err)
		require.NoError(t, accepting.wait())
		c.Close()
		l.Close()
	})
}
