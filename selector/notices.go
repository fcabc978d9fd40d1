package selector

import (
	"context"
	"slices"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// notices are the registrations that were made by messages.
type notices struct {
	loop *loop
	mu   sync.Mutex
	open map[int]*registered
}

// registered is one descriptor.
type registered struct {
	all   *notices
	fd    int
	file  identity // that it was
	watch stream.Watch
	boxes boxes // who is to be told, guarded by the mutex of all
}

// boxes are those for everyKind, or nil.
type boxes [len(everyKind)]axon.Box

var everyKind = [...]Readiness{Readable, Writable, Exceptional}

func (n *notices) register(kind Readiness, box axon.Box, fd int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.open[fd]
	if r != nil && r.isIdle() && !r.isSame() {
		r.close()
		r = nil
	}
	if r == nil {
		file, err := identify(fd)
		if err != nil {
			return wasClosed(fd, err)
		}
		r = &registered{all: n, fd: fd, file: file}
		if r.watch, err = n.loop.Watch(fd, r); err != nil {
			return err
		}
		n.open[fd] = r
		n.tick()
	}
	if i := slices.Index(everyKind[:], kind); r.boxes[i] == nil {
		r.boxes[i] = box
		r.watch.Want(r.wanted())
	}
	return nil
}

func (n *notices) remove(kind Readiness, fd int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	i := slices.Index(everyKind[:], kind)
	if r := n.open[fd]; r != nil && r.boxes[i] != nil {
		r.boxes[i] = nil
		r.watch.Want(r.wanted())
	}
}

// isIdle reports whether nobody is to be told. Then the watch is kept for a while: most who
// were told come back. It needs mu.
func (r *registered) isIdle() bool { return r.boxes == boxes{} }

// isSame reports whether the descriptor is still that of the same file.
func (r *registered) isSame() bool {
	file, err := identify(r.fd)
	return err == nil && file == r.file
}

// wanted needs mu.
func (r *registered) wanted() (all Readiness) {
	for i, box := range r.boxes {
		if box != nil {
			all |= everyKind[i]
		}
	}
	return all
}

// close needs mu.
func (r *registered) close() {
	r.forget()
	r.watch.Close(func() {})
}

// forget needs mu.
func (r *registered) forget() {
	if r.all.open[r.fd] == r {
		delete(r.all.open, r.fd)
		r.all.tick()
	}
}

// Take is called by the loop. What has come is for who is told.
func (r *registered) Take([]byte) (int, error) { return 0, nil }

// Ready is called by the loop.
func (r *registered) Ready(t *stream.Turn, ready Readiness, _ stream.Taken) {
	var told boxes
	r.all.mu.Lock()
	for i, kind := range everyKind {
		if ready&kind != 0 {
			told[i], r.boxes[i] = r.boxes[i], nil
		}
	}
	if told != (boxes{}) {
		r.watch.Want(r.wanted())
	}
	r.all.mu.Unlock()
	r.tell(t.Context, told, nil)
}

// Failed is called by the loop.
func (r *registered) Failed(err error) {
	r.all.mu.Lock()
	told := r.boxes
	r.boxes = boxes{}
	r.forget()
	r.all.mu.Unlock()
	r.tell(context.Background(), told, err)
}

func (r *registered) tell(ctx context.Context, told boxes, err error) {
	for i, box := range told {
		if box != nil {
			tell(ctx, box, Notice{Descriptor: r.fd, Ready: everyKind[i], Err: err})
		}
	}
}

// tell passes over errors: they say that the receiver has ended, or what the message on
// signal has said when it was registered.
func tell(ctx context.Context, box axon.Box, m Notice) { axon.Deliver(ctx, m, box) }

// tick makes the loop look after the descriptors while there are any. It needs mu.
func (n *notices) tick() {
	want := len(n.open) > 0
	if n.loop.ticks.Swap(want) != want {
		n.loop.wake()
	}
}

// check finds descriptors that were closed behind our back, of which epoll(7) tells
// nobody, and those whose number is another file's now.
func (n *notices) check() {
	n.closeIdle()
	var gone []*registered
	n.mu.Lock()
	for _, r := range n.open {
		if !r.isSame() {
			gone = append(gone, r)
		}
	}
	n.mu.Unlock()
	for _, r := range gone {
		r.watch.Close(func() { r.Failed(wasClosed(r.fd)) })
	}
}

// closeIdle gives up the watches that are kept.
func (n *notices) closeIdle() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, r := range n.open {
		if r.isIdle() {
			r.close()
		}
	}
}
