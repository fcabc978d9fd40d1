package stock

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func file(content string) fs.FS {
	return fstest.MapFS{"f": &fstest.MapFile{Data: []byte(content)}}
}

// oddFile is a file made of any reader, which counts Close.
type oddFile struct {
	io.Reader
	closed *int
}

func (f oddFile) Open(string) (fs.File, error) { return f, nil }
func (f oddFile) Stat() (fs.FileInfo, error)   { return nil, fs.ErrInvalid }
func (f oddFile) Close() error                 { *f.closed++; return nil }

func TestRateControlledFileReaderPaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewRateControlledFileReader("f")
		c.FS, c.Rate, c.ChunkSize = file("0123456789"), 10, 3
		w := newBench(t, &c.Base)
		start := time.Now()
		w.activate(c)
		for i, want := range []string{"012", "345", "678", "9"} {
			m, err := w.out.Recv(t.Context())
			require.NoError(t, err)
			assert.Equal(t, want, string(m))
			assert.Equal(t, time.Duration(i)*300*time.Millisecond, time.Since(start))
		}
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, []axon.Signal{axon.ProducerFinished{Caller: "RateControlledFileReader"}}, signals)
	})
}

func TestRateControlledFileReaderCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewRateControlledFileReader("f")
		c.FS, c.Rate, c.ChunkSize = file("0123456789"), 10, 1
		w := newBench(t, &c.Base)
		start := time.Now()
		var got string
		var at []time.Duration
		w.out.Handle(func(_ context.Context, m []byte) {
			at = append(at, time.Since(start)/time.Millisecond)
			if got += string(m); len(got) == 1 {
				time.Sleep(550 * time.Millisecond) // virtual: a slow receiver
			}
		})
		w.activate(c)
		_, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, "0123456789", got)
		assert.Equal(t, []time.Duration{0, 550, 550, 550, 550, 550, 600, 700, 800, 900}, at)
	})
}

func TestRateControlledFileReaderFromTheSystem(t *testing.T) {
	leaktest.Check(t)
	name := filepath.Join(t.TempDir(), "f")
	want := strings.Repeat("0123456789abcdef", 10_000)
	require.NoError(t, os.WriteFile(name, []byte(want), 0o600))
	c := NewRateControlledFileReader(name)
	c.Rate = Unlimited
	w := newBench(t, &c.Base)
	w.out.SetSize(0)
	w.activate(c)
	_, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, want, strings.Join(text(w.rest()), ""))
}

func TestRateControlledFileReaderLines(t *testing.T) {
	leaktest.Check(t)
	long := strings.Repeat("x", 5000) + "\n"
	for _, c := range []struct {
		content string
		size    int
		want    []string
	}{
		{"a\n\nb\nc", 1, []string{"a\n", "\n", "b\n", "c"}},
		{"a\n\nb\nc", 2, []string{"a\n\n", "b\nc"}},
		{long + long, 1, []string{long, long}},
		{"", 1, nil},
	} {
		r := NewRateControlledFileReader("f")
		r.FS, r.ReadMode, r.Rate, r.ChunkSize = file(c.content), Lines, Unlimited, c.size
		w := newBench(t, &r.Base)
		w.activate(r)
		_, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, c.want, text(w.rest()))
	}
}

func TestRateControlledFileReaderRefusesLongLines(t *testing.T) {
	leaktest.Check(t)
	c := NewRateControlledFileReader("f")
	c.FS, c.ReadMode, c.MaxLine = file("1234\n12345\n1\n"), Lines, 5
	w := newBench(t, &c.Base)
	w.activate(c)
	signals, err := w.ended()
	assert.ErrorIs(t, err, ErrLineTooLong)
	assert.ErrorContains(t, err, "line 2")
	assert.Equal(t, []string{"1234\n"}, text(w.rest()))
	assert.Len(t, signals, 2)
}

func TestRateControlledFileReaderShortReads(t *testing.T) {
	leaktest.Check(t)
	closed := 0
	c := NewRateControlledFileReader("f")
	c.FS, c.Rate, c.ChunkSize = oddFile{iotest.OneByteReader(strings.NewReader("0123456")), &closed}, Unlimited, 3
	w := newBench(t, &c.Base)
	w.activate(c)
	_, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"012", "345", "6"}, text(w.rest()))
	assert.Equal(t, 1, closed)
}

func TestFileReadersNameErrors(t *testing.T) {
	leaktest.Check(t)
	broken, closed := errors.New("disk on fire"), 0
	half := oddFile{io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), &closed}
	missing := filepath.Join(t.TempDir(), "missing")
	both := NewRateControlledFileReader("f")
	both.ChunkSize, both.ChunkRate = 1, 1
	mode := NewRateControlledFileReader("f")
	mode.ReadMode = 2
	bad := NewRateControlledFileReader("f")
	bad.FS = half
	simple := NewSimpleReader("f")
	simple.Open = func() (io.ReadCloser, error) { return half, nil }
	for _, c := range []struct {
		c    axon.Component
		b    *axon.Base[[]byte, []byte]
		want error
		sent []string
	}{
		{c: NewRateControlledFileReader(missing), want: fs.ErrNotExist},
		{c: NewSimpleReader(missing), want: fs.ErrNotExist},
		{c: both, want: ErrBadOptions},
		{c: mode, want: ErrBadOptions},
		{c: bad, want: broken, sent: []string{"half"}},
		{c: simple, want: broken},
	} {
		var b *axon.Base[[]byte, []byte]
		switch c := c.c.(type) {
		case *RateControlledFileReader:
			b = &c.Base
		case *SimpleReader:
			b = &c.Base
		}
		w := newBench(t, b)
		w.activate(c.c)
		signals, err := w.ended()
		assert.ErrorIs(t, err, c.want)
		assert.Equal(t, c.sent, text(w.rest()))
		require.Len(t, signals, 2)
		assert.ErrorIs(t, signals[0].(axon.ErrorInformation), c.want)
		assert.IsType(t, axon.ProducerFinished{}, signals[1])
	}
	assert.Equal(t, 2, closed)
}

func TestFileReadersEndPromptlyByShutdownOnly(t *testing.T) {
	leaktest.Check(t)
	closed := 0
	inf := oddFile{endless{}, &closed}
	timed := NewRateControlledFileReader("f")
	timed.FS, timed.Rate, timed.ChunkSize = inf, 1, 100_000
	full := NewRateControlledFileReader("f")
	full.FS, full.Rate = inf, Unlimited
	simple := NewSimpleReader("f")
	simple.Open = func() (io.ReadCloser, error) { return oddFile{endless{}, &closed}, nil }
	for _, c := range []struct {
		c    axon.Component
		b    *axon.Base[[]byte, []byte]
		sent int
	}{{timed, &timed.Base, 1}, {full, &full.Base, 2}, {simple, &simple.Base, 2}} {
		w := newBench(t, c.b)
		w.out.SetSize(2)
		w.activate(c.c)
		waitLen(t, &w.out, c.sent)
		w.order(finished)
		assert.Equal(t, axon.Active, c.b.State())
		w.order(shutdown)
		signals, err := w.ended()
		require.NoError(t, err)
		assert.Equal(t, []axon.Signal{shutdown}, signals)
	}
	assert.Equal(t, 3, closed)
}

// endless is a reader of short lines without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "line\n"[i%5]
	}
	return len(p), nil
}

func TestFileReadersAreInterruptedInARead(t *testing.T) {
	leaktest.Check(t)
	for _, stop := range []bool{false, true} {
		r, wr, err := os.Pipe()
		require.NoError(t, err)
		defer wr.Close()
		c := NewSimpleReader("pipe")
		c.Open = func() (io.ReadCloser, error) { return r, nil }
		w := newBench(t, &c.Base)
		w.activate(c)
		_, err = wr.WriteString("line\n")
		require.NoError(t, err)
		_, err = w.out.Recv(t.Context())
		require.NoError(t, err)
		if stop {
			w.h.Cancel()
		} else {
			w.order(shutdown)
		}
		_, err = w.ended()
		assert.NoError(t, err)
	}
}

func TestSimpleReader(t *testing.T) {
	leaktest.Check(t)
	name := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(name, []byte("a\r\n\nlast"), 0o600))
	c := NewSimpleReader(name)
	w := newBench(t, &c.Base)
	w.activate(c)
	signals, err := w.ended()
	require.NoError(t, err)
	assert.Equal(t, []string{"a\r\n", "\n", "last"}, text(w.rest()))
	assert.Equal(t, []axon.Signal{axon.ProducerFinished{Caller: "SimpleReader"}}, signals)
}

func TestRateControlledFileReaderDoesNotAllocate(t *testing.T) {
	leaktest.Check(t)
	for _, mode := range []ReadMode{Bytes, Lines} {
		c := NewRateControlledFileReader("f")
		closed := 0
		c.FS, c.ReadMode, c.Rate, c.ChunkSize = oddFile{endless{}, &closed}, mode, 1<<30, 100
		var in axon.In[[]byte]
		link(t, &c.Outbox, &in)
		tick := make(chan struct{})
		in.Handle(func(_ context.Context, m []byte) { tick <- struct{}{} })
		h, err := axon.Activate(t.Context(), c)
		require.NoError(t, err)
		assert.Zero(t, testing.AllocsPerRun(1000, func() { <-tick }))
		h.Cancel()
		for {
			select {
			case <-tick:
				continue
			case <-h.Done():
			}
			break
		}
	}
}
