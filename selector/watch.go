package selector

import (
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// A watch is one descriptor in a loop.
//
// Its watcher is entered by one goroutine at a time in each direction: who has made
// the state of that side inside. While a goroutine is inside that is no more the loop,
// and the descriptor is ready for more, the poller is told to leave that direction
// out (parked); who is inside brings it back.
type watch struct {
	loop    *loop
	watcher stream.Watcher
	fd      int32
	id      uint32
	in, out side
	pace    pace
	over    atomic.Bool // closed, once nobody is inside

	// What follows needs the loop's mu.
	want, set Readiness // by the user, and at the poller
	then      func()
}

// A side is one direction.
type side struct{ state atomic.Uint32 }

// The states of a side. Only who is inside leaves inside; what is not idle or inside
// needs the loop's mu.
const (
	idle   = iota
	inside // a goroutine is in the watcher
	parked // likewise, and the poller leaves the direction out
	closed
)

// incoming is what the side in is told of.
const incoming = Readable | Exceptional

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
		l.queue(func() { old.fail(wasClosed(int(old.fd))) })
	}
	l.id++
	n := &watch{loop: l, fd: int32(fd), id: l.id, watcher: w}
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
	if w.in.state.Load() == parked {
		want &^= incoming
	}
	if w.out.state.Load() == parked {
		want &^= Writable
	}
	if want == w.set {
		return
	}
	was := w.set
	w.set = want
	if err := l.poller.set(int(w.fd), w.id, was, want); err != nil && want != 0 {
		w.set = 0
		l.queue(func() { w.fail(err) })
	}
}

func (w *watch) Want(r Readiness) {
	l := w.loop
	l.mu.Lock()
	defer l.mu.Unlock()
	if !w.over.Load() {
		w.want = r
		l.apply(w)
	}
}

func (w *watch) Close(then func()) { w.close(then, true) }

// close calls then also when the watch had been closed, if again.
func (w *watch) close(then func(), again bool) {
	l := w.loop
	l.mu.Lock()
	if w.over.Load() && !again {
		l.mu.Unlock()
		return
	}
	w.over.Store(true)
	if before := w.then; before != nil {
		last := then
		then = func() {
			before()
			last()
		}
	}
	w.then = then
	l.remove(w)
	l.left(w)
}

// left runs what is to come after the close, if nobody is inside. It gives up mu.
func (l *loop) left(w *watch) {
	for _, side := range []*side{&w.in, &w.out} {
		if !side.state.CompareAndSwap(idle, closed) && side.state.Load() != closed {
			l.mu.Unlock()
			return
		}
	}
	then := w.then
	w.then = nil
	l.mu.Unlock()
	if then != nil {
		then()
	}
}

// tell calls the watcher, unless somebody is inside.
func (w *watch) tell(t *turn, r Readiness) {
	if r&Writable != 0 {
		w.tellSide(t, &w.out, Writable)
	}
	if r&incoming != 0 {
		w.tellSide(t, &w.in, r&incoming)
	}
}

func (w *watch) tellSide(t *turn, s *side, r Readiness) {
	switch {
	case w.pace.slow.Load():
		w.tellApart(s, r)
	case s.enter():
		w.inform(t, r)
		w.done(t, s)
	default:
		w.park(s)
	}
}

func (s *side) enter() bool { return s.state.CompareAndSwap(idle, inside) }

// inform takes what has come and calls the watcher, from inside.
func (w *watch) inform(t *turn, r Readiness) {
	var taken stream.Taken
	if r&incoming != 0 {
		taken = w.take(t.buffer[:readSize])
	}
	w.ready(t, r, taken)
}

// take takes what has come, from inside.
func (w *watch) take(p []byte) stream.Taken {
	n, err := w.watcher.Take(p)
	return stream.Taken{Bytes: p[:n], Err: err}
}

// ready calls the watcher if there is something to say, from inside.
func (w *watch) ready(t *turn, r Readiness, taken stream.Taken) {
	if taken.Err != stream.ErrWouldBlock {
		w.watcher.Ready(&t.Turn, r, taken)
	}
}

// done ends a time inside of who has the turn, or had it.
func (w *watch) done(t *turn, s *side) {
	if t.phase() == slow {
		w.pace.tooLong()
	}
	w.leave(s)
}

// tellApart calls a watcher that has been too slow on a goroutine of its own.
func (w *watch) tellApart(s *side, r Readiness) {
	if s.enter() {
		w.loop.turns.Go(func() {
			t := w.loop.newTurn()
			defer w.loop.spare.Put(t)
			w.pace.clock(func() { w.inform(t, r) })
			w.leave(s)
		})
	}
	w.park(s)
}

// park has the poller leave out a direction that somebody is inside of.
func (w *watch) park(s *side) {
	l := w.loop
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.state.CompareAndSwap(inside, parked) {
		l.apply(w)
	}
}

// leave ends a time inside.
func (w *watch) leave(s *side) {
	if s.state.CompareAndSwap(inside, idle) && !w.over.Load() {
		return
	}
	l := w.loop
	l.mu.Lock()
	if s.state.CompareAndSwap(parked, idle) {
		l.apply(w)
	}
	if w.over.Load() {
		l.left(w)
		return
	}
	l.mu.Unlock()
}

// fail ends the watch with an error for its watcher.
func (w *watch) fail(err error) { w.close(func() { w.watcher.Failed(err) }, false) }
