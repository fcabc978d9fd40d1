//go:build !selector

package internet

import (
	"context"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// Engine says what drives connections: "blocking", a goroutine for each, which waits in
// the system, or, in programs built with the tag selector, "selector", one loop for all.
func Engine() string { return "blocking" }

// A path is what a component needs of its build's way to drive connections: here,
// nothing.
type path struct{}

func (p *path) open() error { return nil }
func (p *path) close()      {}

// launch reports whether a runs without a goroutine.
func (p *path) launch(context.Context, *ConnectedSocketAdapter) bool { return false }

// A listening is the same for a TCPServer.
type listening struct{ path }

func (l *listening) begin(*TCPServer, *blocking.Listener) error { return nil }

// await returns when there may be a connection to accept.
func (l *listening) await(context.Context) error { return nil }
func (l *listening) interrupt()                  {}
func (l *listening) notice(any)                  {}
