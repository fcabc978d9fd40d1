package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// each is the nanoseconds of one of n calls.
func each(n int, f func(n int)) float64 {
	began := time.Now()
	f(n)
	return float64(time.Since(began)) / float64(n)
}

// chain returns the first outbox of a chain of linkages to a handler.
func chain(linkages int) *axon.Out[[]byte] {
	outs, in := make([]axon.Out[[]byte], linkages), new(axon.In[[]byte])
	got := 0
	in.Handle(func(context.Context, []byte) { got++ })
	for i := range linkages - 1 {
		_, err := axon.PassOut(&outs[i], &outs[i+1])
		check(err)
	}
	_, err := axon.Link(&outs[linkages-1], in)
	check(err)
	return &outs[0]
}

// directChain is G10.
func directChain() []row {
	n := count(5_000_000)
	ctx, m := context.Background(), make([]byte, 64)
	deliver := func(out *axon.Out[[]byte]) func() []float64 {
		return func() []float64 {
			return []float64{each(n, func(n int) {
				for range n {
					out.Send(ctx, m)
				}
			})}
		}
	}
	var mu sync.Mutex
	one, eight := chain(1), chain(8)
	s := compareOften(4,
		variant{"mutex", func() []float64 {
			return []float64{each(n, func(n int) {
				for range n {
					mu.Lock()
					mu.Unlock() //lint:ignore SA2001 the pair is what is measured
				}
			})}
		}},
		variant{"1", deliver(one)},
		variant{"8", deliver(eight)},
	)
	ns := row{Goal: "G10", What: "delivery to a handler, serialised", Value: s.of("1", 0), Unit: " ns", Target: 15, Floor: 25}
	allocs := row{Goal: "G10", What: "its allocations", Value: testing.AllocsPerRun(1000, func() { one.Send(ctx, m) }), Unit: ""}
	return []row{
		vital(ns).with("%.2f of locking and unlocking a mutex, %.1f ns", s.ratio("1", "mutex", 0), s.of("mutex", 0)),
		vital(times("G10", "the same over 8 linkages / over 1", s.ratio("8", "1", 0), 1.1, 1.1)),
		vital(allocs),
	}
}

// boxCapacity is that of both, the box and the channel.
const boxCapacity = 64

// queuedBox is G11.
func queuedBox() []row {
	b := make([]byte, 64)
	bytes := compare(
		variant{"chan", func() []float64 { return overChannel(b, func(m []byte) []byte { return m }) }},
		variant{"fresh", func() []float64 { return overChannel(b, func(m []byte) []byte { return append([]byte(nil), m...) }) }},
		variant{"box", func() []float64 { return overBox(b) }},
	)
	ints := compare(
		variant{"chan", func() []float64 { return overChannel(1, func(m int) int { return m }) }},
		variant{"box", func() []float64 { return overBox(1) }},
	)
	// Bytes are lent, so who sends them through a channel has to copy them, as the
	// box does. One that does not is shown beside it.
	return []row{
		vital(times("G11", "queued box of int / channel", ints.ratio("box", "chan", 0), 0.5, 0.8)).
			with("channel %.0f ns", ints.of("chan", 0)),
		vital(times("G11", "queued box of 64 B / channel of copies", bytes.ratio("box", "fresh", 0), 0.5, 0.8)).
			with("channel %.0f ns; one that does not copy %.0f ns, box / that %.2fx", bytes.of("fresh", 0), bytes.of("chan", 0), bytes.ratio("box", "chan", 0)),
	}
}

func overChannel[T any](m T, copied func(T) T) []float64 {
	c := make(chan T, boxCapacity)
	return []float64{each(count(3_000_000), func(n int) {
		go func() {
			for range n {
				c <- copied(m)
			}
			close(c)
		}()
		for range c {
		}
	})}
}

func overBox[T any](m T) []float64 {
	var out axon.Out[T]
	var in axon.In[T]
	in.SetSize(boxCapacity)
	_, err := axon.Link(&out, &in)
	check(err)
	ctx := context.Background()
	return []float64{each(count(3_000_000), func(n int) {
		go func() {
			for range n {
				out.Send(ctx, m)
			}
		}()
		for range in.All(ctx) {
			if n--; n == 0 {
				return
			}
		}
	})}
}
