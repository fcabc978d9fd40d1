// Package selector is Kamaelia's Selector: one component that waits for many
// descriptors in the place of a thread for each.
//
// Begin with [GetSelectorServices], which finds the [Selector] of a tracker or makes
// one. A component sends [NewReader], [NewWriter] or [NewExceptional] to its box
// notify, and is sent one [Notice] when the descriptor is ready.
//
// It works in programs built with the tag selector, on Linux and Android by epoll(7)
// and on other Unix systems by poll(2). Elsewhere, and without the tag, activation
// returns an error that matches errors.ErrUnsupported. Read the contract of the back
// ends in poller.go, then loop.go, turn.go, watch.go and watchdog.go.
//
// # Concurrency
//
// Everything may be called by any goroutine. Notices are sent by the loop's own
// goroutine, one after the other. A receiver that keeps it waiting does not keep
// others waiting: another goroutine becomes the loop, at once where it waits for
// space in a box, else after 5 to 10 milliseconds.
package selector
