package stock

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

var errBroken = errors.New("broken")

func TestConsoleReader(t *testing.T) {
	leaktest.Check(t)
	var out buffer
	c := NewConsoleReader()
	c.In, c.Out = strings.NewReader("a\nlast"), &out
	w := newBench(t, &c.Base)
	w.activate(c)
	signals, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"a\n", "last"}, text(w.rest()))
	assert.Contains(t, out.String(), ">>> >>> ")
	assert.Len(t, signals, 1)
}

func TestReadersAreStoppedInARead(t *testing.T) {
	leaktest.Check(t)
	for _, s := range []axon.Signal{finished, shutdown, nil} {
		for _, console := range []bool{true, false} {
			r, in := io.Pipe() // cannot be interrupted: its reader is abandoned
			var c axon.Component
			var b *axon.Base[[]byte, []byte]
			if console {
				x := NewConsoleReader()
				x.In, x.Out = r, io.Discard
				c, b = x, &x.Base
			} else {
				x := NewFromReader(r)
				c, b = x, &x.Base
			}
			w := newBench(t, b)
			w.activate(c)
			_, err := io.WriteString(in, "line\n")
			require.NoError(t, err)
			waitLen(t, &w.out, 1)
			if s == nil {
				w.h.Cancel()
			} else {
				w.order(s)
			}
			signals, err := w.ended()
			require.NoError(t, err)
			assert.Len(t, signals, 1)
			assert.Equal(t, []string{"line\n"}, text(w.rest()))
			in.Close()
		}
	}
}

func TestFromReader(t *testing.T) {
	leaktest.Check(t)
	for _, want := range []error{nil, errBroken} {
		var r io.Reader = iotest.HalfReader(strings.NewReader("0123456789"))
		if want != nil {
			r = io.MultiReader(r, iotest.ErrReader(want))
		}
		c := NewFromReader(r)
		c.BufferSize = 4
		w := newBench(t, &c.Base)
		w.activate(c)
		_, err := w.ended()
		assert.ErrorIs(t, err, want)
		assert.Equal(t, "0123456789", strings.Join(text(w.rest()), ""))
	}
}

func TestSinksUseWhatWasDelivered(t *testing.T) {
	leaktest.Check(t)
	for _, s := range []axon.Signal{finished, shutdown} {
		var out buffer
		e := NewConsoleEchoer()
		e.Out, e.Tag, e.Forward = &out, "> ", true
		w := newBench(t, &e.Base)
		w.send([]byte("a\n"))
		w.send([]byte("b\n"))
		w.order(s)
		w.activate(e)
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, "> a\n> b\n", out.String())
		assert.Equal(t, []string{"a\n", "b\n"}, text(w.rest()))
		assert.Equal(t, []axon.Signal{s}, signals)

		var plain buffer
		x := NewToWriter(&plain)
		v := newBench(t, &x.Base)
		v.send([]byte("a"))
		v.order(s)
		v.activate(x)
		_, err = v.ended()
		require.NoError(t, err)
		assert.Equal(t, "a", plain.String())
	}
}

func TestToWriterAClosedWriter(t *testing.T) {
	leaktest.Check(t)
	r, out := io.Pipe()
	r.Close()
	c := NewToWriter(out)
	w := newBench(t, &c.Base)
	w.send([]byte("a"))
	w.activate(c)
	_, err := w.ended()
	assert.ErrorIs(t, err, io.ErrClosedPipe)
}

func TestReaderReadsToTheEnd(t *testing.T) {
	leaktest.Check(t)
	c := NewFromReader(io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), iotest.ErrReader(errBroken)))
	r, err := NewReader(c)
	require.NoError(t, err)
	defer r.Close()
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	all, err := io.ReadAll(r)
	assert.ErrorIs(t, err, errBroken)
	assert.Len(t, all, 1<<20)
	_, err = r.Read(make([]byte, 1))
	assert.Equal(t, io.EOF, err)
	h.Wait()
}

func TestWriterDeliversAll(t *testing.T) {
	leaktest.Check(t)
	var out buffer
	c := NewToWriter(&out)
	w, err := NewWriter(c)
	require.NoError(t, err)
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	n, err := w.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, h.Wait())
	assert.Equal(t, 1<<20, n)
	assert.Len(t, out.String(), 1<<20)
	_, err = w.Write([]byte("x"))
	assert.Equal(t, io.ErrClosedPipe, err)
}

func TestConnHalfCloseAndErrors(t *testing.T) {
	leaktest.Check(t)
	a, b, stop := newPipe(t)
	defer stop()
	_, err := a.Write([]byte("hello"))
	require.NoError(t, err)
	require.NoError(t, a.CloseWrite())
	all, err := io.ReadAll(b)
	require.NoError(t, err)
	assert.Equal(t, "hello", string(all))
	_, err = b.Write([]byte("back"))
	require.NoError(t, err)
	require.NoError(t, b.CloseWrite())
	all, err = io.ReadAll(a)
	require.NoError(t, err)
	assert.Equal(t, "back", string(all))
	require.NoError(t, a.SetReadDeadline(time.Unix(1, 0)))
	_, err = a.Read(make([]byte, 1))
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.NoError(t, a.Close())
	_, err = a.Read(make([]byte, 1))
	assert.ErrorIs(t, err, net.ErrClosed)
	assert.Equal(t, "plug", a.LocalAddr().String())
}

// TestAReaderIsLeftAsItWas when its end and an order to stop meet.
func TestAReaderIsLeftAsItWas(t *testing.T) {
	leaktest.Check(t)
	rounds := 2000
	if testing.Short() {
		rounds = 100 // where all is emulated
	}
	for range rounds {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		d := &deadlined{File: r}
		reading, err := axon.Activate(t.Context(), NewFromReader(d))
		require.NoError(t, err)
		go w.Close()
		reading.Cancel()
		reading.Wait()
		require.NoError(t, r.Close())
		require.True(t, d.last.IsZero(), "%v", d.last)
	}
}

// A deadlined file keeps the last deadline of its reads.
type deadlined struct {
	*os.File
	last time.Time
}

func (d *deadlined) SetReadDeadline(t time.Time) error {
	d.last = t
	return d.File.SetReadDeadline(t)
}
