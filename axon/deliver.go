package axon

import "context"

// Deliver sends one message to an inbox as an outbox would that is linked to it, for who
// finds boxes by name and has no outbox. It waits while the box is full, until ctx ends.
//
// The error matches ErrEnded when the component has ended, ErrWrongType when the box is for
// messages of another type and its component has not been told, ErrBadLinkage when to is
// no inbox, or is the cause of the end of ctx.
func Deliver(ctx context.Context, m any, to Box) error {
	if isNil(to) || !to.inbox() {
		return &BoxError{"deliver", "to an outbox or nothing", ErrBadLinkage}
	}
	for {
		topology.Lock()
		final := last(to)
		topology.Unlock()
		switch err := final.putAny(ctx, m, true, straight{}); err {
		case nil:
			return nil
		case errMoved:
		default:
			return &BoxError{"deliver", to.String(), err}
		}
	}
}

// straight leads to every box.
type straight struct{}

func (straight) leadsTo(*core) bool { return true }
