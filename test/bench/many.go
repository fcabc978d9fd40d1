package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/test/proc"
)

// An idler is a client of which there are many: it sends one message when it is
// connected, and waits.
type idler struct {
	axon.Base[[]byte, []byte]
	crowd *crowd
}

// A crowd counts what happened to its idlers.
type crowd struct {
	answered, refused, failed atomic.Int32
	handles                   []*axon.Handle
}

var hello = make([]byte, 64)

// Start sets the handlers.
func (i *idler) Start(context.Context) error {
	i.Inbox.Handle(func(context.Context, []byte) { i.crowd.answered.Add(1) })
	i.Control.Handle(func(ctx context.Context, m axon.Signal) {
		switch m := m.(type) {
		case axon.Status:
			if m.Text == "socket connected" {
				i.Outbox.Send(context.Background(), hello)
			}
		case axon.ErrorInformation:
			if errors.Is(m.Err, blocking.ErrThreadBudget) {
				i.crowd.refused.Add(1)
			} else if i.crowd.failed.Add(1) == 1 {
				fmt.Fprintln(os.Stderr, m)
			}
		}
		if m.Stop() != axon.Never {
			i.End(nil)
		}
	})
	return nil
}

// Run is not called, because there is Start.
func (i *idler) Run(context.Context) error { return nil }

// gather activates n clients, at most some of them connecting at a time, and
// returns when each was answered or refused.
func gather(address string, n int, budget *blocking.Budget) *crowd {
	const atOnce = 100
	c := &crowd{}
	settled := func() int { return int(c.answered.Load() + c.refused.Load() + c.failed.Load()) }
	for k := range n {
		i, t := &idler{crowd: c}, client(address)
		t.Dialer.Budget = budget
		p, err := axon.NewPipeline(i, t)
		check(err)
		p.Circular = true
		h, err := axon.Activate(context.Background(), p)
		check(err)
		c.handles = append(c.handles, h)
		await(func() bool { return k-settled() < atOnce })
	}
	await(func() bool { return settled() == n })
	return c
}

func (c *crowd) stop() {
	var wg sync.WaitGroup
	for _, h := range c.handles {
		wg.Go(func() { h.Stop() })
	}
	wg.Wait()
}

// await returns once done, which it polls, and fails after a minute.
func await(done func() bool) {
	for began := time.Now(); !done(); time.Sleep(time.Millisecond / 4) {
		if time.Since(began) > time.Minute {
			check(context.DeadlineExceeded)
		}
	}
}

// status is a field of this process, 0 where there is none.
func status(field string) int {
	n, _ := proc.Field(os.Getpid(), "status", field)
	return n
}

// budgetFor has room for n connections.
func budgetFor(n int) *blocking.Budget { return blocking.NewBudget(2 * n) }

// manyDials is G18: a process that survives is the half of it.
func manyDials() []row {
	const dials = 10500
	address := peer("hold")
	var rows []row
	for _, k := range []struct {
		name   string
		budget *blocking.Budget
	}{
		{"the default budget", blocking.DefaultBudget()},
		{"all that MaxThreads allows", blocking.NewBudget(blocking.MaxThreads())},
	} {
		budget := k.budget
		want := min(dials, budget.Limit()/2)
		c := gather(address, dials, budget)
		r := row{Goal: "G18", What: fmt.Sprintf("%d dials, %s: those not as they should be", dials, k.name),
			Value: float64(dials-int(c.answered.Load()+c.refused.Load())) + float64(abs(int(c.answered.Load())-want))}
		rows = append(rows, vital(r).with("%d of %d connected, %d refused, %d failed, %d threads; %d descriptors allowed",
			c.answered.Load(), want, c.refused.Load(), c.failed.Load(), status("Threads"), maxFiles()))
		c.stop()
	}
	return rows
}

func abs(n int) int { return max(n, -n) }

// threadsAfter is G20.
func threadsAfter() []row {
	const connections = 1000
	address := peer("hold")
	var after []int
	during := 0
	for range 3 {
		c := gather(address, connections, budgetFor(connections))
		during = status("Threads")
		c.stop()
		time.Sleep(200 * time.Millisecond) // threads end behind their goroutines
		after = append(after, status("Threads"))
	}
	r := row{Goal: "G20", What: "threads after 1000 connections", Value: float64(max(after[0], after[1], after[2])), Target: 20, Floor: 20}
	if during == 0 {
		r.Report = true
	}
	growth := row{Goal: "G20", What: "growth by the second and third 1000", Value: float64(after[2] - after[0]), Target: 0, Floor: 8}
	return []row{vital(r).with("%d during, then %v", during, after), vital(growth)}
}
