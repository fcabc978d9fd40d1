//go:build selector && (linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"golang.org/x/sys/unix"
)

const hang = 10 * time.Second

// each runs a test on every back end of this system.
func each(t *testing.T, test func(t *testing.T)) {
	for _, name := range []string{"", "poll"} {
		t.Run("back end "+name, func(t *testing.T) {
			t.Setenv("SELECTOR", name)
			leaktest.Check(t)
			test(t)
		})
	}
}

// pair returns both ends of a stream socket.
func pair(t *testing.T) (near, far int) {
	t.Helper()
	p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	require.NoError(t, err)
	t.Cleanup(func() {
		unix.Close(p[0])
		unix.Close(p[1])
	})
	return p[0], p[1]
}

func send(t *testing.T, fd int) {
	t.Helper()
	_, err := unix.Write(fd, []byte("x"))
	require.NoError(t, err)
}

// An owner collects the notices that it is sent.
type owner struct {
	axon.Life
	Ready  axon.In[any]
	notify axon.Out[any]
	told   chan Notice
}

func (o *owner) Boxes() axon.Boxes {
	return axon.Boxes{{Name: "ready", Box: &o.Ready}, {Name: "notify", Box: &o.notify}}
}

func newOwner(t *testing.T, s *Selector) *owner {
	t.Helper()
	o := &owner{told: make(chan Notice, 100)}
	o.Ready.Handle(func(_ context.Context, m any) { o.told <- m.(Notice) })
	l, err := axon.LinkBoxes(&o.notify, &s.Notify)
	require.NoError(t, err)
	t.Cleanup(l.Unlink)
	return o
}

func (o *owner) ask(m any) { o.notify.Send(context.Background(), m) }

func (o *owner) hears(t *testing.T) Notice {
	t.Helper()
	select {
	case n := <-o.told:
		return n
	case <-time.After(hang):
		t.Fatal("not told")
		return Notice{}
	}
}

func (o *owner) hearsNothing(t *testing.T) {
	t.Helper()
	select {
	case n := <-o.told:
		t.Errorf("told %+v", n)
	case <-time.After(50 * time.Millisecond):
	}
}

func start(t *testing.T) (*Selector, *axon.Handle) {
	t.Helper()
	s := New()
	h, err := axon.Activate(context.Background(), s)
	require.NoError(t, err)
	t.Cleanup(func() { h.Stop() })
	return s, h
}

// reads has a watcher called when there is something to read.
func reads(t *testing.T, s *Selector, fd int, ready func(*stream.Turn)) stream.Watch {
	t.Helper()
	w, err := s.Watch(fd, &watcher{ready: func(turn *stream.Turn, _ Readiness, _ stream.Taken) { ready(turn) }})
	require.NoError(t, err)
	w.Want(Readable)
	return w
}

// loopback is 127.0.0.1 with any port.
var loopback unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}

// listen makes a socket that listens at an address, and returns which that is.
func listen(t *testing.T, address unix.Sockaddr) (fd int, at unix.Sockaddr) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Bind(fd, address))
	require.NoError(t, unix.Listen(fd, 1))
	at, err = unix.Getsockname(fd)
	require.NoError(t, err)
	return fd, at
}

func ends(t *testing.T, h *axon.Handle) {
	t.Helper()
	select {
	case <-h.Done():
	case <-time.After(hang):
		t.Fatal("not ended")
	}
}

func order(t *testing.T, s *Selector, m axon.Signal) {
	t.Helper()
	var control axon.Out[axon.Signal]
	l, err := axon.Link(&control, &s.Control)
	require.NoError(t, err)
	defer l.Unlink()
	require.NoError(t, control.Send(context.Background(), m))
}

func TestLife(t *testing.T) {
	t.Run("SEL-1 it is made without arguments and is a component", func(t *testing.T) {
		var _ axon.Component = New()
	})
	t.Run("SEL-2 it lives, and SEL-3 sleeps, without a message", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, h := start(t)
			time.Sleep(20 * time.Millisecond)
			before := s.loop.dog.round.Load()
			time.Sleep(100 * time.Millisecond)
			assert.Equal(t, before, s.loop.dog.round.Load(), "woke up for nothing")
			assert.Equal(t, axon.Active, h.Component().(*Selector).State())
		})
	})
	t.Run("SEL-4 a shutdown at control ends it, and who waits is told", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, h := start(t)
			near, _ := pair(t)
			o := newOwner(t, s)
			o.ask(NewReader{o, "ready", near})
			order(t, s, axon.ShutdownMicroprocess{})
			assert.ErrorIs(t, o.hears(t).Err, ErrSelectorEnded)
			ends(t, h)
			o.ask(NewReader{o, "ready", near})
		})
	})
	t.Run("a message that stops Drained waits for who is registered", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, h := start(t)
			near, far := pair(t)
			o := newOwner(t, s)
			o.ask(NewReader{o, "ready", near})
			order(t, s, axon.ProducerFinished{})
			time.Sleep(20 * time.Millisecond)
			require.NoError(t, h.Err())
			assert.Equal(t, axon.Active, s.State())
			send(t, far)
			assert.NoError(t, o.hears(t).Err)
			ends(t, h)
		})
	})
}

// kinds are the ways to be registered, each with what makes it ready.
var kinds = []struct {
	name   string
	kind   Readiness
	add    func(o *owner, fd int) any
	remove func(fd int) any
	full   bool // a descriptor that is not to be ready has to be filled
}{
	{"reader", Readable, func(o *owner, fd int) any { return NewReader{o, "ready", fd} }, func(fd int) any { return RemoveReader{fd} }, false},
	{"writer", Writable, func(o *owner, fd int) any { return NewWriter{o, "ready", fd} }, func(fd int) any { return RemoveWriter{fd} }, true},
	{"exceptional", Exceptional, func(o *owner, fd int) any { return NewExceptional{o, "ready", fd} }, func(fd int) any { return RemoveExceptional{fd} }, false},
}

// unready makes near not ready, and returns what makes it so.
func unready(t *testing.T, kind Readiness) (fd int, ready func()) {
	switch kind {
	case Readable:
		near, far := pair(t)
		return near, func() { send(t, far) }
	case Writable:
		near, far := pair(t)
		for {
			if _, err := unix.SendmsgN(near, make([]byte, 4096), nil, nil, unix.MSG_DONTWAIT); err != nil {
				break
			}
		}
		return near, func() {
			buf := make([]byte, 1<<16)
			for {
				if n, _, err := unix.Recvfrom(far, buf, unix.MSG_DONTWAIT); n <= 0 || err != nil {
					return
				}
			}
		}
	default:
		near, far := tcpPair(t)
		return near, func() { unix.SendmsgN(far, []byte("!"), nil, nil, unix.MSG_OOB) }
	}
}

func tcpPair(t *testing.T) (near, far int) {
	t.Helper()
	l, at := listen(t, loopback)
	defer unix.Close(l)
	far, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Connect(far, at))
	near, _, err = unix.Accept(l)
	require.NoError(t, err)
	t.Cleanup(func() {
		unix.Close(near)
		unix.Close(far)
	})
	return near, far
}

func TestNotices(t *testing.T) {
	for _, k := range kinds {
		t.Run("SEL-9, SEL-10, SEL-12, SEL-14 three "+k.name+"s are told each of their own, once", func(t *testing.T) {
			each(t, func(t *testing.T) {
				s, _ := start(t)
				var owners [3]*owner
				var fds [3]int
				var ready [3]func()
				for i := range owners {
					owners[i] = newOwner(t, s)
					fds[i], ready[i] = unready(t, k.kind)
					owners[i].ask(k.add(owners[i], fds[i]))
				}
				for i, o := range owners {
					o.hearsNothing(t)
					ready[i]()
					assert.Equal(t, Notice{Descriptor: fds[i], Ready: k.kind}, o.hears(t))
					o.hearsNothing(t)
				}
				owners[0].ask(k.add(owners[0], fds[0]))
				assert.Equal(t, Notice{Descriptor: fds[0], Ready: k.kind}, owners[0].hears(t), "registered anew")
			})
		})
		t.Run("SEL-11, SEL-13, SEL-15 a "+k.name+" that is removed is told nothing", func(t *testing.T) {
			each(t, func(t *testing.T) {
				s, _ := start(t)
				o := newOwner(t, s)
				fd, ready := unready(t, k.kind)
				o.ask(k.remove(fd)) // unknown: ignored
				o.ask(k.add(o, fd))
				o.ask(k.remove(fd))
				ready()
				o.hearsNothing(t)
			})
		})
	}
}

func TestRegistration(t *testing.T) {
	t.Run("SEL-5 the back end can be another", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			_, isPoll := s.loop.poller.(*polling)
			assert.Equal(t, runtime.GOOS != "linux" || os.Getenv("SELECTOR") == "poll", isPoll)
		})
	})
	t.Run("SEL-6 what was asked for is waited for, and nothing else", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			near, far := pair(t) // near can be written
			reader, writer := newOwner(t, s), newOwner(t, s)
			reader.ask(NewReader{reader, "ready", near})
			reader.hearsNothing(t)
			writer.ask(NewWriter{writer, "ready", near})
			assert.Equal(t, Writable, writer.hears(t).Ready)
			reader.hearsNothing(t)
			send(t, far)
			assert.Equal(t, Readable, reader.hears(t).Ready)
			writer.hearsNothing(t)
		})
	})
	t.Run("SEL-8 three that are ready at once are all told", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			o := newOwner(t, s)
			told := map[int]bool{}
			for range 3 {
				near, far := pair(t)
				send(t, far)
				told[near] = false
				o.ask(NewReader{o, "ready", near})
			}
			for range told {
				told[o.hears(t).Descriptor] = true
			}
			assert.Len(t, told, 3)
			assert.NotContains(t, slices.Collect(maps.Values(told)), false)
		})
	})
	t.Run("SEL-7 the first counts until it was told", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			near, far := pair(t)
			first, second := newOwner(t, s), newOwner(t, s)
			first.ask(NewReader{first, "ready", near})
			second.ask(NewReader{second, "ready", near})
			send(t, far)
			first.hears(t)
			second.hearsNothing(t)
		})
	})
	t.Run("reader and writer of one descriptor are told each", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			near, far := pair(t)
			o := newOwner(t, s)
			o.ask(NewReader{o, "ready", near})
			o.ask(NewWriter{o, "ready", near})
			assert.Equal(t, Writable, o.hears(t).Ready)
			send(t, far)
			assert.Equal(t, Readable, o.hears(t).Ready)
		})
	})
	t.Run("what makes no sense is reported", func(t *testing.T) {
		each(t, func(t *testing.T) {
			s, _ := start(t)
			news := make(chan axon.Signal, 10)
			var signal axon.In[axon.Signal]
			signal.Handle(func(_ context.Context, m axon.Signal) { news <- m })
			_, err := axon.Link(&s.Signal, &signal)
			require.NoError(t, err)
			near, _ := pair(t)
			o := newOwner(t, s)
			for m, want := range map[any]error{
				"nonsense":                        axon.ErrWrongType,
				NewReader{o, "nothing", near}:     axon.ErrNoSuchBox,
				NewReader{nil, "ready", near}:     axon.ErrNoSuchComponent,
				NewReader{o, "ready", -1}:         ErrDescriptorClosed,
				NewReader{o, "ready", 1<<20 - 17}: ErrDescriptorClosed,
			} {
				o.ask(m)
				e := (<-news).(axon.ErrorInformation)
				assert.ErrorIs(t, e.Err, want)
				assert.Equal(t, m, e.Data)
			}
			assert.ErrorIs(t, o.hears(t).Err, ErrDescriptorClosed)
		})
	})
}

func TestClosedBehindItsBack(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		o, other := newOwner(t, s), newOwner(t, s)
		fd, err := unix.Dup(0)
		require.NoError(t, err)
		p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		require.NoError(t, err)
		defer unix.Close(p[1])
		unix.Close(fd)
		o.ask(NewReader{o, "ready", p[0]})
		near, far := pair(t)
		other.ask(NewReader{other, "ready", near})
		unix.Close(p[0])
		told := o.hears(t)
		assert.ErrorIs(t, told.Err, ErrDescriptorClosed)
		assert.Equal(t, p[0], told.Descriptor)
		send(t, far)
		assert.NoError(t, other.hears(t).Err, "the others go on")
	})
}

func TestNumberOfAnother(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		o := newOwner(t, s)
		p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		require.NoError(t, err)
		defer unix.Close(p[1])
		o.ask(NewReader{o, "ready", p[0]})
		near, _ := pair(t)
		require.NoError(t, unix.Dup2(near, p[0])) // closes it, and it is another's at once
		defer unix.Close(p[0])
		assert.ErrorIs(t, o.hears(t).Err, ErrDescriptorClosed)
	})
}

// TestNumberAfterNotice has a descriptor closed after its notice, which is no secret from
// a selector that watches for one notice only, and its number asked for again as another's.
func TestNumberAfterNotice(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		o := newOwner(t, s)
		p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		require.NoError(t, err)
		o.ask(NewReader{o, "ready", p[0]})
		unix.Close(p[1]) // an end is something to read
		require.Equal(t, Notice{Descriptor: p[0], Ready: Readable}, o.hears(t))
		near, far := pair(t)
		require.NoError(t, unix.Dup2(near, p[0]))
		defer unix.Close(p[0])
		o.ask(NewReader{o, "ready", p[0]})
		s.notices.check() // as it does each second
		s.notices.check()
		send(t, far)
		require.Equal(t, Notice{Descriptor: p[0], Ready: Readable}, o.hears(t))
		s.notices.check()
		s.notices.mu.Lock()
		defer s.notices.mu.Unlock()
		require.Empty(t, s.notices.open, "watches are not kept for long")
	})
}

func TestNumbersAbove1024(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		near, far := pair(t)
		const high = 3000
		var limit unix.Rlimit
		require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
		if limit.Cur <= high {
			leaktest.Missing(t, limit.Cur, "descriptors are allowed")
		}
		require.NoError(t, unix.Dup2(near, high))
		defer unix.Close(high)
		o := newOwner(t, s)
		o.ask(NewReader{o, "ready", high})
		send(t, far)
		assert.Equal(t, Notice{Descriptor: high, Ready: Readable}, o.hears(t))
	})
}

// TestNumberWatchedAnew watches a descriptor that has the number of one that was closed
// without a word: who watched that is told.
func TestNumberWatchedAnew(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		near, _ := pair(t)
		old, anew := &watcher{}, &watcher{}
		_, err := s.Watch(near, old)
		require.NoError(t, err)
		w, err := s.Watch(near, anew)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return old.failed.Load() != nil }, hang, time.Millisecond)
		assert.ErrorIs(t, *old.failed.Load(), ErrDescriptorClosed)
		assert.Nil(t, anew.failed.Load())
		w.Close(func() {})
	})
}

// TestClosedSocketIsGone listens again at once where a watched socket was closed: no
// call that waits may hold on to it.
func TestClosedSocketIsGone(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		address := loopback
		for range 30 {
			var fd int
			fd, address = listen(t, address)
			w := reads(t, s, fd, nil)
			time.Sleep(time.Millisecond) // until the loop waits for it
			w.Close(func() {})
			unix.Close(fd)
		}
	})
}

// TestAsManyAsTheSystemAllows watches every descriptor that the process can have.
func TestAsManyAsTheSystemAllows(t *testing.T) {
	var limit unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	raised := limit
	raised.Cur = min(raised.Max, 100_000) // more takes longer and shows nothing new
	require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &raised))
	defer unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	each(t, func(t *testing.T) {
		s, _ := start(t)
		var far []int
		var told atomic.Int32
		for {
			p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			if err != nil {
				require.ErrorIs(t, err, unix.EMFILE)
				break
			}
			defer unix.Close(p[0])
			defer unix.Close(p[1])
			w := reads(t, s, p[0], func(*stream.Turn) {
				unix.Read(p[0], make([]byte, 10))
				told.Add(1)
			})
			defer w.Close(func() {})
			far = append(far, p[1])
		}
		require.Greater(t, len(far), 100)
		for _, fd := range far {
			send(t, fd)
		}
		require.Eventually(t, func() bool { return int(told.Load()) == len(far) }, hang, time.Millisecond, "of %d", len(far))
	})
}

func TestServices(t *testing.T) {
	each(t, func(t *testing.T) {
		var tracker axon.Tracker
		first, err := GetSelectorServices(&tracker)
		require.NoError(t, err)
		second, err := GetSelectorServices(&tracker)
		require.NoError(t, err)
		require.Same(t, first, second)
		c, box, err := tracker.Retrieve(Service)
		require.NoError(t, err)
		assert.Same(t, first, c)
		assert.Same(t, &first.Notify, box)
		_, box, err = tracker.Retrieve(ShutdownService)
		require.NoError(t, err)
		assert.Same(t, &first.Control, box)

		first.Release()
		time.Sleep(20 * time.Millisecond)
		assert.Equal(t, axon.Active, second.State(), "it has a user")
		second.Release()
		_, _, err = tracker.Retrieve(Service)
		assert.ErrorIs(t, err, axon.ErrServiceNotFound)
		third, err := GetSelectorServices(&tracker)
		require.NoError(t, err)
		assert.NotSame(t, first, third)
		third.Release()
	})
}

// TestServicesAtOnce has many come and go: nobody gets one that ends under him.
func TestServicesAtOnce(t *testing.T) {
	each(t, func(t *testing.T) {
		var tracker axon.Tracker
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 200 {
					s, err := GetSelectorServices(&tracker)
					if !assert.NoError(t, err) {
						return
					}
					w, err := s.Watch(0, &watcher{})
					if err != nil && !errors.Is(err, ErrDescriptorClosed) {
						t.Error(err)
					}
					if w != nil {
						w.Close(func() {})
					}
					s.Release()
				}
			})
		}
		wg.Wait()
	})
}

// A watcher does what its test says.
type watcher struct {
	take   func(p []byte) (int, error)
	ready  func(t *stream.Turn, r Readiness, taken stream.Taken)
	failed atomic.Pointer[error]
}

func (w *watcher) Take(p []byte) (int, error) {
	if w.take == nil {
		return 0, nil
	}
	return w.take(p)
}

func (w *watcher) Ready(t *stream.Turn, r Readiness, taken stream.Taken) {
	if w.ready != nil {
		w.ready(t, r, taken)
	}
}

func (w *watcher) Failed(err error) { w.failed.Store(&err) }

// TestStuck has watchers that wait, for space in a box and for something else,
// while others are told.
func TestStuck(t *testing.T) {
	for name, wait := range map[string]func(ctx context.Context, full *axon.Out[int], free chan bool){
		"for a box":          func(ctx context.Context, full *axon.Out[int], _ chan bool) { full.Send(ctx, 1) },
		"for something else": func(_ context.Context, _ *axon.Out[int], free chan bool) { <-free },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T) {
				s, _ := start(t)
				var full axon.Out[int]
				var box axon.In[int]
				box.SetSize(1)
				_, err := axon.Link(&full, &box)
				require.NoError(t, err)
				full.TrySend(0)
				free := make(chan bool)

				var inside, calls atomic.Int32
				stuck, far := pair(t)
				w := reads(t, s, stuck, func(turn *stream.Turn) {
					if inside.Add(1) > 1 {
						t.Error("called twice at a time")
					}
					defer inside.Add(-1)
					if calls.Add(1) == 1 {
						wait(context.WithValue(context.Background(), axon.Waiting{}, turn.BeforeWait), &full, free)
					}
					unix.Read(stuck, make([]byte, 1))
				})
				send(t, far)
				send(t, far)
				require.Eventually(t, func() bool { return calls.Load() == 1 }, hang, time.Millisecond)

				o := newOwner(t, s)
				near, far2 := pair(t)
				for range 3 {
					o.ask(NewReader{o, "ready", near})
					send(t, far2)
					assert.NoError(t, o.hears(t).Err, "the others go on")
					unix.Read(near, make([]byte, 10))
				}
				assert.Equal(t, int32(1), calls.Load())

				close(free)
				box.TryRecv()
				require.Eventually(t, func() bool { return calls.Load() == 2 }, hang, time.Millisecond, "told again what it had not heard")
				done := make(chan bool)
				w.Close(func() { close(done) })
				<-done
			})
		})
	}
}

// TestWhatWasTakenIsTold has one of many watchers wait after the loop has taken what had come
// for all of them: the others are told it once, by who is the loop then.
func TestWhatWasTakenIsTold(t *testing.T) {
	const many, rounds = 40, 20
	for name, wait := range map[string]func(before func(), free chan bool){
		"and says so": func(before func(), free chan bool) {
			before()
			<-free
		},
		"and does not": func(_ func(), free chan bool) { <-free },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T) {
				s, _ := start(t)
				var told [many]atomic.Pointer[string]
				var taken, ahead atomic.Int32
				free, done := make(chan bool), make(chan bool, many)
				far := make([]int, many)
				for i := range many {
					near, other := pair(t)
					far[i] = other
					require.NoError(t, unix.SetNonblock(near, true))
					w, err := s.Watch(near, &watcher{
						take: func(p []byte) (int, error) {
							n, err := unix.Read(near, p)
							if err == unix.EAGAIN {
								return 0, stream.ErrWouldBlock
							}
							taken.Add(1)
							return n, err
						},
						ready: func(turn *stream.Turn, _ Readiness, what stream.Taken) {
							text := string(what.Bytes)
							if before := told[i].Swap(&text); before != nil || what.Err != nil {
								t.Error("told", before, what.Err)
							}
							if i == many/2 {
								ahead.Add(taken.Load())
								wait(turn.BeforeWait, free)
							}
							done <- true
						},
					})
					require.NoError(t, err)
					w.Want(Readable)
					defer w.Close(func() {})
				}
				for round := range rounds {
					taken.Store(0)
					s.loop.do(func() {
						for i, fd := range far {
							told[i].Store(nil)
							unix.Write(fd, fmt.Append(nil, round, " for ", i))
						}
					})
					for range many - 1 {
						<-done
					}
					free <- true
					<-done
					for i := range told {
						require.Equal(t, fmt.Sprint(round, " for ", i), *told[i].Load())
					}
				}
				assert.Greater(t, ahead.Load(), int32(many), "taken ahead of the one that waits")
			})
		})
	}
}

// TestCloseWaitsForWhoIsInside closes a watch while its watcher runs.
func TestCloseWaitsForWhoIsInside(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		entered, free := make(chan bool), make(chan bool)
		near, far := pair(t)
		var ended atomic.Bool
		w := reads(t, s, near, func(*stream.Turn) {
			entered <- true
			<-free
			ended.Store(true)
		})
		send(t, far)
		<-entered
		done := make(chan bool, 2)
		w.Close(func() { done <- ended.Load() })
		w.Close(func() { done <- ended.Load() })
		select {
		case <-done:
			t.Fatal("before the watcher had returned")
		case <-time.After(20 * time.Millisecond):
		}
		close(free)
		assert.True(t, <-done)
		assert.True(t, <-done)
	})
}

// TestCloseWhileItTakes closes a watch while its watcher takes what has come, of which there
// is nothing: what is to come after the close keeps nobody waiting.
func TestCloseWhileItTakes(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		entered, free := make(chan bool), make(chan bool)
		near, far := pair(t)
		var w stream.Watch
		w, err := s.Watch(near, &watcher{take: func([]byte) (int, error) {
			w.Close(func() {
				entered <- true
				<-free
			})
			return 0, stream.ErrWouldBlock
		}})
		require.NoError(t, err)
		w.Want(Readable)
		send(t, far)
		<-entered

		o := newOwner(t, s)
		other, far2 := pair(t)
		o.ask(NewReader{o, "ready", other})
		send(t, far2)
		assert.NoError(t, o.hears(t).Err)
		close(free)
	})
}

// TestWithoutWork makes sure that the loop does not spin over what nobody wants.
func TestWithoutWork(t *testing.T) {
	each(t, func(t *testing.T) {
		s, _ := start(t)
		near, far := pair(t)
		var calls atomic.Int32
		w := reads(t, s, near, func(*stream.Turn) { calls.Add(1) })
		defer w.Close(func() {})
		send(t, far)
		require.Eventually(t, func() bool { return calls.Load() > 0 }, hang, time.Millisecond)
		w.Want(0)
		unix.Shutdown(far, unix.SHUT_RDWR)
		runtime.Gosched()
		time.Sleep(20 * time.Millisecond)
		before := s.loop.dog.round.Load()
		time.Sleep(50 * time.Millisecond)
		assert.LessOrEqual(t, s.loop.dog.round.Load(), before+1)
	})
}
