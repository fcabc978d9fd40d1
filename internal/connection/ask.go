package connection

import "github.com/threadedtcp/threadedtcp/axon"

// This file asks the planner for parts of the plan in the midst of a connection. The plan
// is large: on the stack of who reads or acts it would take the stack's first doubling,
// for as long as the connection lives (see begin). So these are never inlined.

//go:noinline
func (c *Connection) space() func(int) []byte { return c.planner.Plan().Space }

//go:noinline
func (c *Connection) initial() []byte { return c.planner.Plan().Initial }

//go:noinline
func (c *Connection) peerFinished() func() { return c.planner.Plan().PeerFinished }

//go:noinline
func (c *Connection) times() Times { return c.planner.Plan().Times }

//go:noinline
func (c *Connection) waitsForPeer() bool { return c.planner.Plan().Wait }

// news returns what sends news, and who says them.
//
//go:noinline
func (c *Connection) news() (say func(axon.Signal), caller string) {
	plan := c.planner.Plan()
	return plan.News, plan.Caller
}

// begins returns the parts that Prepare needs.
//
//go:noinline
func (c *Connection) begins() (makeSSL *axon.In[any], readSize int) {
	plan := c.planner.Plan()
	return plan.MakeSSL, plan.ReadSize
}
