package selector

import (
	"context"
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
	boxes map[Readiness]axon.Box // who is to be told, guarded by the mutex of all
}

func (n *notices) register(kind Readiness, box axon.Box, fd int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.open[fd]
	if r == nil {
		file, err := identify(fd)
		if err != nil {
			return wasClosed(fd, err)
		}
		r = &registered{all: n, fd: fd, file: file, boxes: map[Readiness]axon.Box{}}
		if r.watch, err = n.loop.Watch(fd, r); err != nil {
			return err
		}
		n.open[fd] = r
		n.tick()
	}
	if r.boxes[kind] == nil {
		r.boxes[kind] = box
		r.watch.Want(r.wanted())
	}
	return nil
}

func (n *notices) remove(kind Readiness, fd int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if r := n.open[fd]; r != nil && r.boxes[kind] != nil {
		delete(r.boxes, kind)
		r.settle()
	}
}

// wanted needs mu.
func (r *registered) wanted() (all Readiness) {
	for kind := range r.boxes {
		all |= kind
	}
	return all
}

// settle needs mu.
func (r *registered) settle() {
	if left := r.wanted(); left != 0 {
		r.watch.Want(left)
		return
	}
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

// Ready is called by the loop.
func (r *registered) Ready(t *stream.Turn, ready Readiness) {
	told := map[Readiness]axon.Box{}
	r.all.mu.Lock()
	for kind, box := range r.boxes {
		if ready&kind != 0 {
			told[kind] = box
			delete(r.boxes, kind)
		}
	}
	if len(told) > 0 {
		r.settle()
	}
	r.all.mu.Unlock()
	ctx := context.WithValue(context.Background(), axon.Waiting{}, t.BeforeWait)
	ctx = context.WithValue(ctx, axon.Waking{}, &t.Wakes)
	for kind, box := range told {
		tell(ctx, box, Notice{Descriptor: r.fd, Ready: kind})
	}
}

// Failed is called by the loop.
func (r *registered) Failed(err error) {
	r.all.mu.Lock()
	told := r.boxes
	r.boxes = nil
	r.forget()
	r.all.mu.Unlock()
	for kind, box := range told {
		tell(context.Background(), box, Notice{Descriptor: r.fd, Ready: kind, Err: err})
	}
}

// tell sends by an outbox that is linked for just this.
func tell(ctx context.Context, box axon.Box, m Notice) {
	var out axon.Out[any]
	l, err := axon.LinkBoxes(&out, box)
	if err != nil {
		return // the message on signal has said so when it was registered
	}
	defer l.Unlink()
	out.Send(ctx, m) // the error says that the receiver has ended
}

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
	var gone []*registered
	n.mu.Lock()
	for fd, r := range n.open {
		if file, err := identify(fd); err != nil || file != r.file {
			gone = append(gone, r)
		}
	}
	n.mu.Unlock()
	for _, r := range gone {
		r.watch.Close(func() { r.Failed(wasClosed(r.fd)) })
	}
}
