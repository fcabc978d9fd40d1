package blocking

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/nettest"
)

func TestConnIsNetConn(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
			near, far, err := p.connected(t)
			if err != nil {
				return nil, nil, nil, err
			}
			return near, far, func() { near.Close(); far.Close() }, nil
		})
	})
}

func TestConnCloseWakesReadAndWrite(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, _ := p.pair(t)
		read, write := async(t, readOnce(near)), async(t, fill(near))
		time.Sleep(nap)
		require.NoError(t, near.Close())
		require.ErrorIs(t, read.wait(), net.ErrClosed)
		require.ErrorIs(t, write.wait(), net.ErrClosed)
		require.ErrorIs(t, near.Close(), net.ErrClosed)
		require.ErrorIs(t, near.CloseWrite(), net.ErrClosed)
		require.ErrorIs(t, near.CloseRead(), net.ErrClosed)
		require.ErrorIs(t, near.SetDeadline(time.Time{}), net.ErrClosed)
		require.ErrorIs(t, readOnce(near)(), net.ErrClosed)
		require.ErrorIs(t, fill(near)(), net.ErrClosed)
	})
}

func TestConnDeadlines(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		isTimeout := func(err error) {
			t.Helper()
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			var ne net.Error
			require.ErrorAs(t, err, &ne)
			require.True(t, ne.Timeout())
			var op *net.OpError
			require.ErrorAs(t, err, &op)
		}

		// In the past, even with bytes waiting.
		far.Write([]byte("x"))
		near.SetReadDeadline(time.Now().Add(-time.Second))
		isTimeout(readOnce(near)())
		near.SetReadDeadline(time.Time{})
		require.NoError(t, readOnce(near)())

		// In the future.
		near.SetDeadline(time.Now().Add(nap))
		isTimeout(readOnce(near)())
		isTimeout(fill(near)())

		// Brought forward while waiting.
		near.SetDeadline(time.Now().Add(time.Hour))
		read, write := async(t, readOnce(near)), async(t, fill(near))
		time.Sleep(nap)
		near.SetReadDeadline(time.Now())
		near.SetWriteDeadline(time.Now().Add(nap))
		isTimeout(read.wait())
		isTimeout(write.wait())

		// Taken away while waiting.
		near.SetReadDeadline(time.Now().Add(2 * nap))
		read = async(t, readOnce(near))
		time.Sleep(nap)
		near.SetReadDeadline(time.Time{})
		time.Sleep(3 * nap)
		far.Write([]byte("y"))
		require.NoError(t, read.wait())
	})
}

func TestConnHalfCloseBothWays(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		_, err := near.Write([]byte("question"))
		require.NoError(t, err)
		require.NoError(t, near.CloseWrite())
		got, err := io.ReadAll(far)
		require.NoError(t, err)
		require.Equal(t, "question", string(got))
		_, err = far.Write([]byte("answer"))
		require.NoError(t, err)
		require.NoError(t, far.CloseWrite())
		got, err = io.ReadAll(near)
		require.NoError(t, err)
		require.Equal(t, "answer", string(got))
	})
}

func TestConnCloseReadEndsReading(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		read := async(t, readOnce(near))
		time.Sleep(nap)
		require.NoError(t, near.CloseRead())
		require.Equal(t, io.EOF, read.wait())
		_, err := near.Write([]byte("x"))
		require.NoError(t, err)
		require.NoError(t, readOnce(far)())
	})
}

// TestConnWritesAreWhole has many writers of blocks of one letter, larger than
// the buffers: every block must arrive in one piece.
func TestConnWritesAreWhole(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.smallPair(t)
		const writers, size = 6, 200_000
		var writes []*result[error]
		for i := range writers {
			writes = append(writes, async(t, func() error {
				_, err := near.Write(bytes.Repeat([]byte{byte('a' + i)}, size))
				return err
			}))
		}
		block := make([]byte, size)
		for range writers {
			_, err := io.ReadFull(far, block)
			require.NoError(t, err)
			require.Equal(t, size, bytes.Count(block, block[:1]), "blocks are mixed")
		}
		for _, w := range writes {
			require.NoError(t, w.wait())
		}
	})
}

func TestConnEchoesMuchThroughSmallBuffers(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.smallPair(t)
		echo := async(t, func() error {
			if _, err := io.Copy(far, struct{ io.Reader }{far}); err != nil {
				return err
			}
			return far.CloseWrite()
		})
		sent := make([]byte, 4<<20)
		rand.Read(sent)
		write := async(t, func() error {
			_, err := near.Write(sent)
			return errors.Join(err, near.CloseWrite())
		})
		got, err := io.ReadAll(near)
		require.NoError(t, err)
		require.NoError(t, write.wait())
		require.NoError(t, echo.wait())
		require.True(t, bytes.Equal(sent, got), "other bytes came back")
	})
}

func TestConnEmptyReadAndWrite(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, _ := p.pair(t)
		n, err := near.Read(nil)
		require.Zero(t, n)
		require.NoError(t, err)
		n, err = near.Write(nil)
		require.Zero(t, n)
		require.NoError(t, err)
	})
}

func TestConnAddresses(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		require.Equal(t, near.RemoteAddr().String(), far.LocalAddr().String())
		require.Equal(t, p.network, near.RemoteAddr().Network())
		if p.network == "tcp" {
			require.Equal(t, near.LocalAddr().String(), far.RemoteAddr().String())
		}
		s := near.Socket()
		require.Equal(t, near.LocalAddr(), s.LocalAddr())
		require.Equal(t, near.RemoteAddr(), s.RemoteAddr())
	})
}
