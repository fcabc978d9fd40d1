package mobile

import (
	"context"
	"sync"
)

// An inflow is what is on its way to the app: what was received, and what has
// happened to the connection, in one order. It has one reader.
//
// Its window bounds the bytes in it; then the connection's goroutine waits in put,
// reads no more, and TCP makes the peer wait.
type inflow struct {
	window int64

	mu       sync.Mutex
	items    []item
	bytes    int64
	orders   []func() // go before all items, also when paused
	paused   bool     // chunks are not to be taken
	clear    bool     // nor these, which came in clear after MakeSecure, see unread
	parking  bool     // the connection is to come to its handshake, without waiting here
	dropping bool     // chunks are not wanted any more
	bell     chan struct{}
	space    chan struct{}
}

// An item is a chunk or an event.
type item struct {
	chunk *Chunk
	event func()
}

func (q *inflow) prepare(window int64) {
	q.window = window
	q.bell, q.space = make(chan struct{}, 1), make(chan struct{}, 1)
}

// put adds a chunk, and waits while there is no room for it. When ctx ends, which is
// when the connection does, the chunk is added all the same: it was received.
func (q *inflow) put(ctx context.Context, c *Chunk) {
	q.mu.Lock()
	for q.bytes > 0 && q.bytes+int64(len(c.data)) > q.window && !q.dropping && !q.parking && ctx.Err() == nil {
		q.mu.Unlock()
		select {
		case <-q.space:
		case <-ctx.Done():
		}
		q.mu.Lock()
	}
	if !q.dropping {
		q.items = append(q.items, item{chunk: c})
		q.bytes += int64(len(c.data))
	}
	q.mu.Unlock()
	ring(q.bell)
}

// event adds f, to be run after all that was put before, and never waits.
func (q *inflow) event(f func()) {
	q.mu.Lock()
	q.items = append(q.items, item{event: f})
	q.mu.Unlock()
	ring(q.bell)
}

// order adds f, to be run before all else, and never waits.
func (q *inflow) order(f func()) {
	q.mu.Lock()
	q.orders = append(q.orders, f)
	q.mu.Unlock()
	ring(q.bell)
}

// take returns what is next, and false when there is nothing to take.
func (q *inflow) take() (it item, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.orders) > 0 {
		it.event, q.orders = q.orders[0], q.orders[1:]
		return it, true
	}
	if len(q.items) == 0 || (q.paused || q.clear) && q.items[0].chunk != nil {
		return it, false
	}
	it = q.items[0]
	q.items[0] = item{}
	q.items = q.items[1:]
	if it.chunk != nil {
		q.bytes -= int64(len(it.chunk.data))
		ring(q.space)
	}
	return it, true
}

// pause keeps chunks from being taken, and resume lets them.
func (q *inflow) pause(on bool) {
	q.mu.Lock()
	q.paused = on && !q.dropping
	q.mu.Unlock()
	ring(q.bell)
}

// keepClear keeps chunks, for unread, from being taken.
func (q *inflow) keepClear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.clear = true
}

// park lets the connection's goroutine go on to the handshake.
func (q *inflow) park() {
	q.mu.Lock()
	q.parking = q.clear
	q.mu.Unlock()
	ring(q.space)
}

// unread takes back the chunks that came after keepClear was called, or before it and
// were not taken: the app was behind, and what it has not seen in clear is the
// start of the handshake, or somebody's attempt to slip something in (CVE-2011-0411).
func (q *inflow) unread() (data []byte, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.clear {
		return nil, false
	}
	var events []item
	for _, it := range q.items {
		if it.chunk == nil {
			events = append(events, it)
			continue
		}
		data = append(data, it.chunk.data...)
		q.bytes -= int64(len(it.chunk.data))
	}
	q.items = events
	ring(q.bell)
	return data, true
}

// takeClear lets chunks be taken again, after the handshake or without one.
func (q *inflow) takeClear() {
	q.mu.Lock()
	q.clear, q.parking = false, false
	q.mu.Unlock()
	ring(q.bell)
}

// drop throws away the chunks that wait and those that still come.
func (q *inflow) drop() {
	q.mu.Lock()
	q.dropping, q.paused, q.bytes = true, false, 0
	var events []item
	for _, it := range q.items {
		if it.event != nil {
			events = append(events, it)
		}
	}
	q.items = events
	q.mu.Unlock()
	ring(q.space)
	ring(q.bell)
}

// ring wakes who waits for bell, or will.
func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}
