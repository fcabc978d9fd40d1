package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// A progress redraws one line of a terminal.
type progress struct {
	w    io.Writer
	size int64
	done func() int64
}

// redraw is how often.
const redraw = 100 * time.Millisecond

// show begins to draw if w is a terminal. What it returns ends that and clears
// the line.
func (p progress) show() (end func()) {
	if columns(p.w) == 0 {
		return func() {}
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() { p.draw(stop) })
	return sync.OnceFunc(func() {
		close(stop)
		wg.Wait()
	})
}

func (p progress) draw(stop <-chan struct{}) {
	start := time.Now()
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	drawn := 0
	put := func(line string) {
		// Spaces, because not every terminal knows how to erase.
		blanks := strings.Repeat(" ", max(0, drawn-len(line)))
		io.WriteString(p.w, "\r"+line+blanks)
		drawn = len(line)
	}
	for {
		// In the last column some terminals go to the next line.
		put(progressLine(columns(p.w)-1, p.done(), p.size, time.Since(start)))
		select {
		case <-tick.C:
		case <-stop:
			put("")
			io.WriteString(p.w, "\r")
			return
		}
	}
}

// progressLine is at most width wide: what has no room is left out, the bar first.
func progressLine(width int, done, size int64, since time.Duration) string {
	percent := 100
	if size > 0 {
		percent = int(float64(done) / float64(size) * 100)
	}
	rate := 0.0
	if since > 0 {
		rate = float64(done) / since.Seconds()
	}
	line := fmt.Sprintf("%3d%%", min(percent, 100))
	for _, part := range []string{
		fmt.Sprintf("%s of %s", amount(float64(done)), amount(float64(size))),
		amount(rate) + "/s",
	} {
		if len(line)+2+len(part) <= width {
			line += "  " + part
		}
	}
	if room := width - len(line) - 4; room >= 8 {
		full := min(percent, 100) * min(room, 40) / 100
		line += "  [" + strings.Repeat("#", full) + strings.Repeat("-", min(room, 40)-full) + "]"
	}
	return line[:max(0, min(len(line), width))]
}

// amount writes bytes with three digits or so.
func amount(n float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 999.5 {
			if n < 9.95 && unit != "B" {
				return fmt.Sprintf("%.1f %s", n, unit)
			}
			return fmt.Sprintf("%.0f %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.1f TB", n)
}
