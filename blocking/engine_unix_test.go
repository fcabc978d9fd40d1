//go:build linux || darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

import (
	"errors"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestDescriptorsBlock(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		// Deadlines and both faces must leave it so.
		near.SetReadDeadline(time.Now().Add(nap))
		readOnce(near)()
		near.Socket().TrySend([]byte("x"))
		require.True(t, isBlocking(t, near))
		require.True(t, isBlocking(t, far))
	})
}

func TestSocketAllocatesNothing(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "android" {
		return // elsewhere send goes by sendmsg, which may allocate
	}
	eachOwnVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		a, b := near.Socket(), far.Socket()
		msg, buf := []byte("0123456789"), make([]byte, 64)
		require.Zero(t, testing.AllocsPerRun(100, func() {
			a.TrySend(msg)
			b.Receive(buf)
			b.Send(msg)
			a.Receive(buf[:12]) // the next one goes straight to read(2)
		}))
		require.Zero(t, testing.AllocsPerRun(100, func() {
			near.Write(msg)
			far.Read(buf)
		}))
	})
}

func TestPeerResetIsReachable(t *testing.T) {
	faces := map[string]struct{ read, write func(c *Conn) error }{
		"conn": {
			func(c *Conn) error { return readOnce(c)() },
			func(c *Conn) error { return fill(c)() },
		},
		"socket": {
			func(c *Conn) error { return receiveOnce(c.Socket())() },
			func(c *Conn) error { return sendAll(c.Socket(), make([]byte, 64<<20)) },
		},
	}
	for name, face := range faces {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			near, far := variant{network: "tcp"}.pair(t)
			resetOnClose(t, far)
			read := async(t, func() error { return face.read(near) })
			time.Sleep(nap)
			far.Close()
			err := read.wait()
			require.ErrorIs(t, err, unix.ECONNRESET)
			var sys *os.SyscallError
			require.ErrorAs(t, err, &sys)
			var op *net.OpError
			require.ErrorAs(t, err, &op)
			require.ErrorIs(t, face.write(near), unix.EPIPE)
		})
	}
}

// TestResetIsNoEndOfFile resets before anything waits: the kernel reports it once
// only, to whichever call comes first, but the reader must learn it too.
func TestResetIsNoEndOfFile(t *testing.T) {
	reads := map[string]func(c *Conn) error{
		"conn":   func(c *Conn) error { return readOnce(c)() },
		"socket": func(c *Conn) error { return receiveOnce(c.Socket())() },
	}
	writes := map[string]func(c *Conn) error{
		"no write": nil,
		"conn":     func(c *Conn) error { return fill(c)() },
		"send":     func(c *Conn) error { return sendAll(c.Socket(), make([]byte, 8<<20)) },
		"trysend":  func(c *Conn) error { _, err := c.Socket().TrySend([]byte("x")); return err },
	}
	for reader, read := range reads {
		for writer, write := range writes {
			t.Run(writer+" then "+reader, func(t *testing.T) {
				leaktest.Check(t)
				near, far := variant{network: "tcp"}.pair(t)
				resetOnClose(t, far)
				far.Close()
				if write != nil {
					require.ErrorIs(t, write(near), unix.ECONNRESET)
				}
				require.ErrorIs(t, read(near), unix.ECONNRESET)
			})
		}
	}
}

// TestBrokenPipeRaisesNoSignal catches SIGPIPE, which the runtime would hide.
func TestBrokenPipeRaisesNoSignal(t *testing.T) {
	pipes := make(chan os.Signal, 10)
	signal.Notify(pipes, unix.SIGPIPE)
	defer signal.Stop(pipes)
	eachOwnVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		far.Close()
		require.Error(t, fill(near)())
		require.Error(t, sendAll(near.Socket(), make([]byte, 8<<20)))
		_, err := near.Socket().TrySend([]byte("x"))
		require.ErrorIs(t, err, unix.EPIPE)
	})
	select {
	case <-pipes:
		t.Error("SIGPIPE was raised")
	case <-time.After(nap):
	}
}

// TestCloseLeavesReusedDescriptorsAlone closes connections while readers wait,
// and opens others meanwhile which get the same numbers. A reader that reads
// from the wrong one steals a byte.
func TestCloseLeavesReusedDescriptorsAlone(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		for range 30 {
			near, far, err := p.connected(t)
			require.NoError(t, err)
			var readers sync.WaitGroup
			for i := range 4 {
				readers.Go(func() {
					defer ExitThread()
					var err error
					if i == 0 {
						err = receiveOnce(near.Socket())()
					} else {
						err = readOnce(near)()
					}
					if err != io.EOF && !errors.Is(err, net.ErrClosed) {
						t.Errorf("reader of a closed connection: %v", err)
					}
				})
			}
			var closers sync.WaitGroup
			for range 3 {
				closers.Go(func() { near.Close() })
			}
			next, nextFar, err := p.connected(t)
			require.NoError(t, err)
			nextFar.Write([]byte("mine"))
			got := make([]byte, 4)
			_, err = io.ReadFull(next, got)
			require.NoError(t, err)
			require.Equal(t, "mine", string(got))
			closers.Wait()
			readers.Wait()
			for _, c := range []*Conn{far, next, nextFar} {
				c.Close()
			}
		}
	})
}

func TestLastUserCloses(t *testing.T) {
	leaktest.Check(t)
	near, _ := variant{network: "tcp"}.pair(t)
	raw, err := near.SyscallConn()
	require.NoError(t, err)
	inside, leave := make(chan struct{}), make(chan struct{})
	user := async(t, func() error {
		return raw.Control(func(fd uintptr) {
			close(inside)
			<-leave
			_, err := unix.FcntlInt(fd, unix.F_GETFD, 0)
			if err != nil {
				t.Errorf("descriptor closed under its user: %v", err)
			}
		})
	})
	<-inside
	require.NoError(t, near.Close())
	close(leave)
	require.NoError(t, user.wait())
	require.ErrorIs(t, raw.Control(func(uintptr) {}), net.ErrClosed)
	require.ErrorIs(t, raw.Read(func(uintptr) bool { return true }), net.ErrClosed)
	_, err = near.SyscallConn()
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestRawConnReadWaits(t *testing.T) {
	leaktest.Check(t)
	near, far := variant{network: "tcp"}.pair(t)
	raw, err := near.SyscallConn()
	require.NoError(t, err)
	buf := make([]byte, 8)
	var n int
	read := async(t, func() error {
		return raw.Read(func(fd uintptr) bool {
			var err error
			n, _, err = unix.Recvfrom(int(fd), buf, unix.MSG_DONTWAIT)
			return err != unix.EAGAIN
		})
	})
	time.Sleep(nap)
	far.Write([]byte("raw"))
	require.NoError(t, read.wait())
	require.Equal(t, "raw", string(buf[:n]))

	near.SetReadDeadline(time.Now().Add(nap))
	require.ErrorIs(t, raw.Read(func(uintptr) bool { return false }), os.ErrDeadlineExceeded)
	require.NoError(t, raw.Write(func(uintptr) bool { return true }))
}

func TestWakers(t *testing.T) {
	for name, open := range map[string]func() (waker, error){"pipe": openPipe, "own": openWaker} {
		t.Run(name, func(t *testing.T) {
			leaktest.Check(t)
			k, err := open()
			require.NoError(t, err)
			defer k.close()
			woken := func() bool {
				_, woken, err := pollTwo(k.r, 0, k.r, 0)
				require.NoError(t, err)
				return woken
			}
			require.False(t, woken())
			for range 100_000 { // more than a pipe holds
				k.signal()
			}
			require.True(t, woken())
			k.drain()
			require.False(t, woken())
			k.drain() // never waits
			k.signal()
			require.True(t, woken())
		})
	}
}
