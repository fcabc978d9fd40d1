package axon

import (
	"context"
	"strings"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// A Component does one thing and knows nothing of others: it reads its inboxes
// and sends to its outboxes. Embed Base, or Life and list the boxes yourself.
//
// Run is called once, by Activate, on a goroutine of the component's own. When
// it returns, the component has ended: Run has handed everything on, started
// nothing that still runs, and if it did not send a terminal message itself,
// one is sent for it. A component without Run ends by End, see Starter.
type Component interface {
	Boxes() Boxes
	Run(ctx context.Context) error
	life() *Life
}

// A Starter needs no goroutine of its own: Start sets the handlers of its boxes
// and returns, and the component ends when it calls End, or with its context.
type Starter interface {
	Component
	Start(ctx context.Context) error
}

// A Preparer has something to do that its activation may fail of, such as to
// listen. Activate calls Prepare before it returns, and then Run goes on.
type Preparer interface {
	Component
	Prepare(ctx context.Context) error
}

// A Launcher may do without a goroutine of its own: Launch, which is called in the
// place of Run, starts what the component does and returns true, and the component
// ends when it calls End, also after the end of ctx. If Launch returns false, Run is
// called.
type Launcher interface {
	Component
	Launch(ctx context.Context) bool
}

// A Stopper hears that it is told to stop, by its Handle or by the end of the context that
// it was activated with, when it has called HearStop of its Life: Stopped is called
// once, on a goroutine of its own.
type Stopper interface {
	Component
	Stopped()
}

// An Ender hears when it has ended, before those who asked for that by OnEnd.
type Ender interface {
	Component
	HasEnded(err error)
}

// A Strict component hears of messages that its boxes refuse for their type. For
// others, an ErrorInformation goes out by signal.
type Strict interface {
	Component
	BadMessage(err error)
}

// A Parent is a component made of others.
type Parent interface {
	Component
	Children() []Component
}

// Boxes lists the boxes of a component in the order in which they are shown.
type Boxes []Port

// A Port is a box by its name.
type Port struct {
	Name string
	Box  Box
}

// Inbox returns the inbox called name; the error matches ErrNoSuchBox.
func (b Boxes) Inbox(name string) (Box, error) { return b.find(name, true) }

// Outbox returns the outbox called name; the error matches ErrNoSuchBox.
func (b Boxes) Outbox(name string) (Box, error) { return b.find(name, false) }

// Get returns the inbox, or the outbox, called name, nil if there is none.
func (b Boxes) Get(name string, inbox bool) Box {
	for _, p := range b {
		if p.Name == name && p.Box.inbox() == inbox {
			return p.Box
		}
	}
	return nil
}

func (b Boxes) find(name string, inbox bool) (Box, error) {
	if box := b.Get(name, inbox); box != nil {
		return box, nil
	}
	var names []string
	for _, p := range b {
		if p.Box.inbox() == inbox {
			names = append(names, p.Name)
		}
	}
	kind := "outbox"
	if inbox {
		kind = "inbox"
	}
	return nil, &BoxError{"find " + kind, name, because.New(ErrNoSuchBox.Error()+", there are "+strings.Join(names, ", "), ErrNoSuchBox)}
}

// InboxOf returns the inbox of c called name, if its messages are of type T.
func InboxOf[T any](c Component, name string) (*In[T], error) {
	return boxOf[*In[T]](c, name, true)
}

// OutboxOf returns the outbox of c called name, if its messages are of type T.
func OutboxOf[T any](c Component, name string) (*Out[T], error) {
	return boxOf[*Out[T]](c, name, false)
}

func boxOf[B Box](c Component, name string, inbox bool) (B, error) {
	var zero B
	found, err := named(c).find(name, inbox)
	if err != nil {
		return zero, err
	}
	if b, ok := found.(B); ok {
		return b, nil
	}
	return zero, &BoxError{"find", found.String(), because.New(ErrWrongType.Error()+": it holds "+found.elem().String(), ErrWrongType)}
}

// named returns the boxes of c, labelled with their names.
func named(c Component) Boxes {
	c.life().of(c)
	boxes := c.Boxes()
	for _, p := range boxes {
		p.Box.base().mark(c.life())
	}
	return boxes
}
