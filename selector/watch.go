package selector

import (
	"slices"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// A watch is one descriptor in a loop.
//
// Its watcher is entered by one goroutine at a time: who has made the state inside.
// While a goroutine is inside that is no more the loop, and the descriptor is ready
// for more, it is taken from the poller (parked); who is inside brings it back.
type watch struct {
	loop    *loop
	fd      int
	id      uint32
	watcher stream.Watcher
	state   atomic.Uint32
	pace    pace

	// What follows needs the loop's mu.
	want, set Readiness // by the user, and at the poller
	then      []func()
}

// The states of a watch. Only who is inside leaves inside, all but the first needs
// the loop's mu.
const (
	idle    = iota
	inside  // a goroutine is in the watcher
	parked  // likewise, and the poller does not know the descriptor
	closing // likewise, and that one closes it
	closed
)

// Watch begins to watch a descriptor of which nothing is wanted yet; see Watcher.
// The descriptor must stay open until Close of the Watch.
func (l *loop) Watch(fd int, w stream.Watcher) (stream.Watch, error) {
	if fd < 0 {
		return nil, wasClosed(fd)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended != nil {
		return nil, l.ended
	}
	for fd >= len(l.watches) {
		l.watches = append(l.watches, nil)
	}
	if old := l.watches[fd]; old != nil {
		l.remove(old) // it was closed without us, or there would be no other
		l.queue(func() { old.fail(wasClosed(old.fd)) })
	}
	l.id++
	n := &watch{loop: l, fd: fd, id: l.id, watcher: w}
	l.watches[fd] = n
	l.count++
	return n, nil
}

// remove takes the descriptor away. It needs mu.
func (l *loop) remove(w *watch) {
	if l.watches[w.fd] != w {
		return
	}
	l.watches[w.fd] = nil
	w.want = 0
	l.apply(w)
	if l.count--; l.count == 0 && l.empty != nil {
		l.queue(l.empty)
	}
}

// apply tells the poller what is wanted. It needs mu.
func (l *loop) apply(w *watch) {
	want := w.want
	if w.state.Load() >= parked {
		want = 0
	}
	if want == w.set {
		return
	}
	was := w.set
	w.set = want
	if err := l.poller.set(w.fd, w.id, was, want); err != nil && want != 0 {
		w.set = 0
		l.queue(func() { w.fail(err) })
	}
}

func (w *watch) Want(r Readiness) {
	l := w.loop
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.state.Load() < closing {
		w.want = r
		l.apply(w)
	}
}

func (w *watch) Close(then func()) { w.close(then, true) }

// close calls then also when the watch had been closed, if again.
func (w *watch) close(then func(), again bool) {
	l := w.loop
	l.mu.Lock()
	l.remove(w)
	for {
		s := w.state.Load()
		switch {
		case s >= closing && !again:
			l.mu.Unlock()
			return
		case s == closed, s == idle && w.state.CompareAndSwap(idle, closed):
			l.mu.Unlock()
			then()
			return
		case s != idle && w.state.CompareAndSwap(s, closing):
			w.then = append(w.then, then)
			l.mu.Unlock()
			return
		}
	}
}

// tell calls the watcher, unless somebody is inside.
func (w *watch) tell(t *turn, r Readiness) {
	switch {
	case w.pace.slow.Load():
		w.tellApart(r)
	case w.state.CompareAndSwap(idle, inside):
		w.watcher.Ready(&t.Turn, r)
		if t.state.Load() == slow {
			w.pace.tooLong()
		}
		w.leave()
	default:
		w.park()
	}
}

// tellApart calls a watcher that has been too slow on a goroutine of its own.
func (w *watch) tellApart(r Readiness) {
	if w.state.CompareAndSwap(idle, inside) {
		w.loop.turns.Go(func() {
			t := w.loop.newTurn()
			defer w.loop.spare.Put(t)
			w.pace.clock(func() { w.watcher.Ready(&t.Turn, r) })
			w.leave()
		})
	}
	w.park()
}

// park takes a descriptor from the poller whose watcher somebody is inside of.
func (w *watch) park() {
	l := w.loop
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.state.CompareAndSwap(inside, parked) {
		l.apply(w)
	}
}

// leave ends a time inside.
func (w *watch) leave() {
	if w.state.CompareAndSwap(inside, idle) {
		return
	}
	l := w.loop
	l.mu.Lock()
	if w.state.CompareAndSwap(parked, idle) {
		l.apply(w)
		l.mu.Unlock()
		return
	}
	w.state.Store(closed)
	then := slices.Clone(w.then)
	l.mu.Unlock()
	for _, f := range then {
		f()
	}
}

// fail ends the watch with an error for its watcher.
func (w *watch) fail(err error) { w.close(func() { w.watcher.Failed(err) }, false) }
