package connection

import (
	"context"
	"math"
)

// This file asks the planner for parts of the plan in the midst of a connection. The plan
// is large: on the stack of who reads or acts it would take the stack's first doubling,
// for as long as the connection lives (see begin). So these are never inlined.

//go:noinline
func (c *Connection) space() func(int) []byte { return c.planner.Plan().Space }

//go:noinline
func (c *Connection) initial() []byte { return c.planner.Plan().Initial }

//go:noinline
func (c *Connection) times() Times { return c.planner.Plan().Times }

//go:noinline
func (c *Connection) waitsForPeer() bool { return c.planner.Plan().Wait }

//go:noinline
func (c *Connection) caller() string { return c.planner.Plan().Caller }

// takeBoxes makes the inbox and makessl this connection's.
//
//go:noinline
func (c *Connection) takeBoxes() {
	plan := c.planner.Plan()
	c.readSize = int32(min(plan.ReadSize, math.MaxInt32))
	plan.Inbox.Hold()
	h := plan.Handlers
	if h != nil {
		plan.Inbox.HandleBy(plan.Component, h.Inbox)
	} else {
		plan.Inbox.Handle(c.Write)
	}
	switch { // what is at makessl already is for the first byte on
	case plan.MakeSSL == nil:
	case h != nil:
		plan.MakeSSL.HandleBy(plan.Component, h.MakeSSL)
	default:
		plan.MakeSSL.Handle(func(_ context.Context, m any) { c.Secure(m) })
	}
}
