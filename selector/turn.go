package selector

import (
	"bytes"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// A turn is one goroutine's time as the loop.
//
// What has come for a group of watchers is taken before the first of them is told: the
// kernel's instructions for that, and ours, then stay in the processor's caches.
type turn struct {
	stream.Turn
	state  atomic.Uint32 // the phase, and above it the index of who is told next
	found  int
	events [batch]event
	hits   [batch]hit
	buffer []byte // for what is taken
}

// A hit is a descriptor that is ready.
type hit struct {
	watch  *watch // nil if there is nobody to tell
	ready  Readiness
	closed bool // behind our back
	inside bool // the turn is, with what was taken
	taken  stream.Taken
}

// The phases of a turn.
const (
	waiting = iota // for descriptors
	taking         // what has come
	telling        // the watchers
	lost           // it: another goroutine is the loop
	slow           // lost, for it took too long
	phases  = 7
	step    = 8 // from one index to the next
)

// What is taken.
const (
	readSize  = 32 << 10 // at a time, at most
	groupSize = 4 << 10  // for a group, before another read
)

func (t *turn) phase() uint32 { return t.state.Load() & phases }

// move goes from one phase to another, if that is where t is.
func (t *turn) move(from, to uint32) bool {
	for {
		s := t.state.Load()
		if s&phases != from {
			return false
		}
		if t.state.CompareAndSwap(s, s-from+to) {
			return true
		}
	}
}

// tell tells of all that was found, and reports whether t is the loop still.
func (t *turn) tell() bool {
	for i := 0; i < t.found; {
		end := t.take(i)
		t.move(taking, telling)
		for ; i < end; i++ {
			// Who gives the turn away passes on what is not begun.
			if s := telling + uint32(i)*step; !t.state.CompareAndSwap(s, s+step) {
				return false
			}
			t.hits[i].tell(t)
		}
		if !t.move(telling, taking) {
			return false
		}
	}
	return t.move(taking, telling)
}

// take takes what has come for a group of watchers, which begins at start, and
// returns its end. Who is told in another way is a group alone.
func (t *turn) take(start int) (end int) {
	used := 0
	for end = start; end < t.found && used < groupSize; end++ {
		h := &t.hits[end]
		switch {
		case h.inside || h.watch == nil:
		case h.closed || h.ready != Readable || h.watch.pace.slow.Load():
			return max(end, start+1)
		default:
			used += h.take(t.buffer[used:][:readSize])
		}
	}
	return end
}

// inherit takes over what other has found and not begun to tell of.
func (t *turn) inherit(other *turn) {
	t.found = copy(t.hits[:], other.hits[other.state.Load()/step:other.found])
	for i := range t.hits[:t.found] {
		taken := &t.hits[i].taken
		taken.Bytes = bytes.Clone(taken.Bytes)
	}
}

// take takes what has come, into p, and returns how much that is.
func (h *hit) take(p []byte) int {
	w := h.watch
	h.watch = nil
	if !w.in.enter() {
		w.park(&w.in)
		return 0
	}
	h.watch, h.inside, h.taken = w, true, w.take(p)
	return len(h.taken.Bytes)
}

// tell tells the watcher, if there is one.
func (h *hit) tell(t *turn) {
	w := h.watch
	switch {
	case w == nil:
	case h.inside:
		w.ready(t, Readable, h.taken)
		w.done(t, &w.in)
	case h.closed:
		w.fail(wasClosed(int(w.fd)))
	default:
		w.tell(t, h.ready)
	}
}
