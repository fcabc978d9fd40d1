package selector

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// batch is how many descriptors are told of between two waits.
const batch = 256

// A loop waits for descriptors and tells their watchers, on one goroutine at a time.
//
// That goroutine has a turn. Who is kept waiting in a watcher loses it, and a new
// goroutine goes on with what was found and not told, see giveAway.
type loop struct {
	poller poller
	turn   atomic.Pointer[turn]
	turns  sync.WaitGroup // goroutines that have or had one
	spare  sync.Pool      // of *turn
	tick   func()         // once a second while ticks is set
	ticked atomic.Int64   // when, since epoch
	dog    watchdog
	single bool // processor

	asleep atomic.Bool
	todo   atomic.Bool // there are tasks, or the end
	ticks  atomic.Bool // tick is wanted

	mu      sync.Mutex
	watches []*watch // by descriptor
	id      uint32   // the last given
	tasks   []func()
	ended   error  // why
	empty   func() // called when the last watch is gone
	count   int    // of watches
}

// newLoop runs a loop until end.
func newLoop(p poller, tick func()) *loop {
	l := &loop{poller: p, tick: tick, single: runtime.GOMAXPROCS(0) == 1}
	l.spare.New = func() any {
		t := &turn{buffer: make([]byte, groupSize+readSize)}
		t.BeforeWait = func() { l.giveAway(t, lost) }
		t.Context = context.WithValue(context.Background(), axon.Waiting{}, t.BeforeWait)
		t.Context = context.WithValue(t.Context, axon.Waking{}, &t.Wakes)
		return t
	}
	l.dog.guard(l)
	t := l.newTurn()
	l.turn.Store(t)
	l.turns.Go(func() { l.run(t) })
	return l
}

func (l *loop) newTurn() *turn {
	t := l.spare.Get().(*turn)
	t.found = 0
	t.state.Store(waiting)
	return t
}

// giveAway makes another goroutine the loop, if t is and is telling.
func (l *loop) giveAway(t *turn, why uint32) {
	l.mu.Lock() // so that t does not end before there is another
	defer l.mu.Unlock()
	if !t.move(telling, why) {
		return
	}
	next := l.newTurn()
	next.inherit(t)
	l.turn.Store(next)
	l.turns.Go(func() { l.run(next) })
}

// settle waits for who is in giveAway.
func (l *loop) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
}

func (l *loop) run(t *turn) {
	defer func() {
		l.settle()
		clear(t.hits[:])
		l.spare.Put(t)
	}()
	var err error
	for {
		t.state.Store(taking)
		l.dog.begin()
		if !t.tell() {
			return
		}
		if err != nil {
			l.end(err)
		}
		if l.ticks.Load() {
			l.mayTick()
		}
		if l.todo.Load() && !l.doTasks(t) || !t.move(telling, waiting) {
			return
		}
		err = l.wait(t)
	}
}

var epoch = time.Now()

// mayTick is also called by who has just lost the turn.
func (l *loop) mayTick() {
	last, now := l.ticked.Load(), int64(time.Since(epoch))
	if (last == 0 || now-last >= int64(time.Second)) && l.ticked.CompareAndSwap(last, now) {
		l.tick()
	}
}

// wait waits for descriptors, and finds their watches.
func (l *loop) wait(t *turn) error {
	timeout := -1
	if l.ticks.Load() {
		timeout = 1000
	}
	l.asleep.Store(true)
	if l.todo.Load() {
		timeout = 0
	}
	// Who was woken must not wait for the end of this goroutine's call. With one
	// processor it may be anybody; and with more, to yield costs a system call.
	n, err := l.poller.wait(t.events[:], timeout, t.Wakes.Take() || l.single)
	l.asleep.Store(false)
	t.found = n
	l.find(t)
	return err
}

// find looks up the watches of what is ready, but not those that are closed, whose
// descriptor may be another's by now.
func (l *loop) find(t *turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, e := range t.events[:t.found] {
		t.hits[i] = hit{}
		if e.fd < len(l.watches) {
			if w := l.watches[e.fd]; w != nil && w.id == e.id {
				t.hits[i] = hit{watch: w, ready: e.ready & w.want, closed: e.closed}
			}
		}
	}
}

// do has f run by the loop soon.
func (l *loop) do(f func()) {
	l.mu.Lock()
	l.queue(f)
	l.mu.Unlock()
}

// queue is do with mu.
func (l *loop) queue(f func()) {
	l.tasks = append(l.tasks, f)
	l.wake()
}

func (l *loop) wake() {
	l.todo.Store(true)
	if l.asleep.Load() {
		l.poller.wake()
	}
}

// doTasks reports whether the goroutine is to go on as the loop.
func (l *loop) doTasks(t *turn) bool {
	l.todo.Store(false)
	for t.phase() == telling {
		l.mu.Lock()
		if len(l.tasks) == 0 {
			ended := l.ended != nil
			l.mu.Unlock()
			if !ended {
				return true
			}
			// Whoever has taken the turn meanwhile ends in the same way.
			l.todo.Store(true)
			t.move(telling, lost)
			return false
		}
		f := l.tasks[0]
		l.tasks[0] = nil // or what it knows would live on with the others
		l.tasks = l.tasks[1:]
		l.mu.Unlock()
		f()
	}
	l.wake() // the other goroutine may have seen nothing to do
	return false
}

// end stops the loop, and tells every watcher why.
func (l *loop) end(err error) {
	l.mu.Lock()
	if l.ended == nil {
		l.ended = err
	}
	var left []*watch
	for _, w := range l.watches {
		if w != nil {
			left = append(left, w)
		}
	}
	l.mu.Unlock()
	for _, w := range left {
		w.fail(err)
	}
	l.wake()
}

// whenEmpty sets what is called each time that the last watch is gone.
func (l *loop) whenEmpty(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.empty = f
}

func (l *loop) isEmpty() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count == 0
}

// close waits for the goroutines, and frees what there is.
func (l *loop) close() {
	l.turns.Wait()
	l.dog.stop()
	l.poller.close()
}
