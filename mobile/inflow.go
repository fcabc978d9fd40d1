package mobile

import (
	"bytes"
	"context"
	"runtime"
	"sync"
)

// An inflow is what is on its way to the app: what was received, and what has
// happened to the connection, in one order. It has one reader.
//
// Its window bounds the bytes in it; then the connection's goroutine waits in put,
// reads no more, and TCP makes the peer wait.
type inflow struct {
	window int64
	piece  int    // what waits is joined up to this size
	spare  *spare // memory that chunks have given back

	mu       sync.Mutex
	lent     []byte // to the connection, to read into
	frames   framer // of what was received last, before items
	items    []item
	bytes    int64
	orders   []func() // go before all items, also when paused
	paused   bool     // chunks are not to be taken
	clear    bool     // nor these, which came in clear after MakeSecure, see unread
	parking  bool     // the connection is to come to its handshake, without waiting here
	idle     bool     // whoever takes waits
	dropping bool     // chunks are not wanted any more
	full     bool     // put waits for space
	bell     chan struct{}
	space    chan struct{}
}

// An item is received data or an event; what is taken is a chunk, an event, or an
// error of the frames.
type item struct {
	data  []byte
	last  bool // there is no more data of this connection
	event func()
	chunk *Chunk
	err   error
}

func (q *inflow) prepare(window int64, piece int) {
	q.window, q.piece, q.spare = window, piece, &spare{limit: window}
	q.bell, q.space = make(chan struct{}, 1), make(chan struct{}, 1)
}

// lend returns n bytes of memory for the connection to read into, the same ones again
// until put has kept them. A connection that asks for less has become quiet.
func (q *inflow) lend(n int) []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n < len(q.lent) {
		q.spare.clear()
	}
	if len(q.lent) != n {
		q.lent = q.spare.take(n)
	}
	return q.lent
}

// put adds data, and waits while there is no room for it. When ctx ends, which is when
// the connection does, it is added all the same: it was received.
func (q *inflow) put(ctx context.Context, data []byte) {
	q.mu.Lock()
	for q.bytes > 0 && q.bytes+int64(len(data)) > q.window && !q.dropping && !q.parking && ctx.Err() == nil {
		q.full = true
		q.mu.Unlock()
		select {
		case <-q.space:
		case <-ctx.Done():
		}
		q.mu.Lock()
	}
	q.full = false
	if !q.dropping {
		q.add(data)
		q.bytes += int64(len(data))
	}
	idle := q.idle
	q.idle = false
	q.mu.Unlock()
	ring(q.bell)
	if idle { // the woken must not wait until the scheduler has missed this goroutine's read
		runtime.Gosched()
	}
}

// add keeps the memory that data was read into if that is well filled, and else a copy
// of data. While the app is behind, that follows what waits already, so that fewer and
// larger chunks have to cross to it. It needs mu.
func (q *inflow) add(data []byte) {
	n := len(q.items)
	if n > 0 && q.items[n-1].data != nil {
		last := q.items[n-1].data
		if len(last)+len(data) <= min(cap(last), q.piece) {
			q.items[n-1].data = append(last, data...)
			return
		}
	}
	switch {
	case len(q.lent) > 0 && &data[0] == &q.lent[0] && len(data) > len(q.lent)/2:
		data, q.lent = q.lent[:len(data)], nil
	case n > 0:
		data = append(q.spare.take(max(q.piece, len(data)))[:0], data...)
	default:
		data = bytes.Clone(data)
	}
	q.items = append(q.items, item{data: data})
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

// begin cuts the data of a new connection.
func (q *inflow) begin(f framing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.frames = framer{framing: f, spare: q.spare}
}

// end says that a connection has no more data: what is left of a frame is a chunk.
func (q *inflow) end() {
	q.mu.Lock()
	q.items = append(q.items, item{last: true})
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
	for {
		stopped := q.paused || q.clear
		if !stopped {
			it.chunk, it.err = q.frames.cut()
			if it.chunk != nil || it.err != nil {
				return it, true
			}
		}
		if len(q.items) == 0 || stopped && q.mustWait() {
			q.idle = true
			return it, false
		}
		next := q.items[0]
		q.items[0] = item{}
		q.items = q.items[1:]
		switch {
		case next.event != nil:
			return next, true
		case next.last:
			q.frames.ended = true
		default:
			q.frames.add(next.data)
			q.bytes -= int64(len(next.data))
			if q.full && q.bytes <= q.window/2 { // not for each chunk: a wake costs as much as one
				ring(q.space)
			}
		}
	}
}

// mustWait reports whether the next item, when no chunk may be taken, has data or
// comes after some. It needs mu.
func (q *inflow) mustWait() bool {
	if q.frames.ready() {
		return true
	}
	next := &q.items[0]
	return next.data != nil || next.last && len(q.frames.rest) > 0
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
func (q *inflow) unread() (data []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.clear {
		return nil
	}
	data = q.frames.takeBack()
	var events []item
	for _, it := range q.items {
		if it.data == nil {
			events = append(events, it)
			continue
		}
		data = append(data, it.data...)
		q.bytes -= int64(len(it.data))
	}
	q.items = events
	ring(q.bell)
	return data
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
	q.frames.takeBack()
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
