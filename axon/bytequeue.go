package axon

import "sync"

// byteQueue is the queue for bytes, which it copies: they are only lent.
//
// Messages lie one behind the other in an arena, so that a writer can take many
// small ones as one piece. Senders fill one arena while the receiver reads the
// other; an empty queue holds none.
type byteQueue struct {
	filling *arena
	reading *arena
	next    int  // of reading.ends
	start   int  // of that message in reading.data
	lent    bool // the reader may still use what it has read
}

type arena struct {
	data []byte
	ends []int
}

// maxKeptArena bounds what an idle pool keeps of one burst of large messages.
const maxKeptArena = 1 << 20

var arenas = sync.Pool{New: func() any { return new(arena) }}

func (a *arena) free() {
	if cap(a.data) <= maxKeptArena {
		a.data, a.ends = a.data[:0], a.ends[:0]
		arenas.Put(a)
	}
}

func (q *byteQueue) push(m []byte) {
	if q.filling == nil {
		q.filling = arenas.Get().(*arena)
	}
	a := q.filling
	a.data = append(a.data, m...)
	a.ends = append(a.ends, len(a.data))
}

func (q *byteQueue) grab(into [][]byte) (n, size int) {
	q.turn()
	start := q.start
	for n < len(into) && q.reading != nil && q.next < len(q.reading.ends) {
		end := q.reading.ends[q.next]
		into[n] = q.reading.data[q.start:end:end]
		q.start = end
		q.next++
		n++
	}
	return n, q.start - start
}

// grabPiece takes what lies in one arena as one piece, of at most some messages,
// valid until the next grab, and says how many there are.
func (q *byteQueue) grabPiece(most int) (piece []byte, messages int) {
	q.turn()
	if q.reading == nil || most == 0 {
		return nil, 0
	}
	messages = min(len(q.reading.ends)-q.next, most)
	if messages == 0 {
		return nil, 0
	}
	start := q.start
	q.next += messages
	q.start = q.reading.ends[q.next-1]
	return q.reading.data[start:q.start], messages
}

// turn exchanges the arenas when the receiver has read all of its own.
func (q *byteQueue) turn() {
	if q.reading != nil && q.next < len(q.reading.ends) {
		return
	}
	if q.reading != nil && !q.lent {
		q.reading.free()
	}
	q.reading, q.filling = q.filling, nil
	q.next, q.start = 0, 0
}

func (q *byteQueue) unget(rest [][]byte) {
	for i := len(rest) - 1; i >= 0; i-- {
		q.next--
		q.start -= len(rest[i])
	}
}
