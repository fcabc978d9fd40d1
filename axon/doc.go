// Package axon is the kernel: components that know nothing of each other, joined
// by the boxes they send from and read from, like programs by Unix pipes.
//
// In reading order:
//
//   - A [Component] has boxes and a main routine; most embed [Base].
//   - [In] and [Out] are its inboxes and outboxes. An inbox is queued, and read
//     by its component, or direct, and handled on the sender's goroutine.
//   - [Link], [PassIn] and [PassOut] make a [Linkage] between boxes; it can be
//     removed and made anew while the system runs. A [Postoffice] keeps those of
//     one component.
//   - [Signal] is what goes from signal to control: orders to stop, and news.
//   - [Activate] starts a component and returns its [Handle].
//   - [Pipeline] and [Graphline] are components made of others.
//   - [Tracker] finds services by name. [Look] shows a running system.
//
// # Concurrency
//
// Every exported method may be called by any goroutine, except that one
// goroutine at a time reads an inbox.
//
//   - A box keeps the order of its messages.
//   - A Send has delivered when it returns: what a component sends on signal
//     afterwards cannot overtake it. A receiver that is asked to stop Drained
//     uses up what it has first.
//   - A chain of linkages costs one delivery.
//   - Data boxes are bounded, and a Send to a full one waits; control boxes take
//     everything.
//   - Bytes are lent until Send or the handler returns, or until the next read.
//     Who wants to keep them, copies.
//   - A component sends exactly one terminal message, last, even when it panics.
//   - A component that has ended refuses messages with [ErrEnded]. What was never
//     delivered or read is counted: [Out.Discarded], [Handle.Leftover].
//
// A panic of a component or of one of its handlers ends that component only, with
// a [PanicError].
package axon
