package axon

import "sync"

// Every inbox has a mutex, called mu where something needs it. It is that of its extra.
// Those without extra, in which nothing has ever waited, have one in common: what they
// do under it is rare and short.
var common sync.Mutex

// lock takes mu. Who has mu must not take that of another box.
func (c *core) lock() {
	if e := c.extra(); e != nil {
		e.mu.Lock()
		return
	}
	common.Lock()
	if e := c.extra(); e != nil { // meanwhile, and it stays
		common.Unlock()
		e.mu.Lock()
	}
}

func (c *core) unlock() {
	if e := c.extra(); e != nil {
		e.mu.Unlock()
	} else {
		common.Unlock()
	}
}

// own returns the extra, and makes it if need be. It needs mu, which is then another
// mutex that the caller has.
func (c *core) own() *extra {
	if e := c.extra(); e != nil {
		return e
	}
	e := new(extra)
	e.mu.Lock()
	c.add(e)
	common.Unlock()
	return e
}
