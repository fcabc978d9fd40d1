package main

import (
	"context"
	"io"
	"strconv"
	"sync/atomic"
	"time"
)

// A meter counts what goes one way.
type meter struct{ n atomic.Int64 }

// filter returns a filter that counts.
func (c *meter) filter() *filter {
	return newFilter("Meter", func(_ context.Context, m []byte, send func([]byte) error) error {
		err := send(m)
		if err == nil {
			c.n.Add(int64(len(m)))
		}
		return err
	})
}

// writeEvery is how often the counts are written where they cannot be redrawn.
const writeEvery = 10 * time.Second

// showMeters shows what was sent and received until end is called: on one line of a
// terminal, else on a new one now and then.
func showMeters(w io.Writer, sent, received *meter) (end func()) {
	start, every, put := time.Now(), writeEvery, func(line string) { say(w, line) }
	if columns(w) > 0 {
		every, put = redraw, newLine(w).draw
	}
	line := func() string {
		since := max(time.Since(start).Seconds(), 0.001)
		return "sent " + rate(sent.n.Load(), since) + ", received " + rate(received.n.Load(), since)
	}
	stop := repeat(every, func() { put(line()) })
	return func() {
		stop()
		if columns(w) > 0 {
			put("")
		}
		say(w, line()+" in "+strconv.FormatInt(int64(time.Since(start).Seconds()), 10)+" s")
	}
}

func rate(n int64, seconds float64) string {
	return amount(float64(n)) + " (" + amount(float64(n)/seconds) + "/s)"
}
