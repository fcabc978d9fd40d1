package main

import (
	"io"
	"strconv"
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
	start, line := time.Now(), newLine(p.w)
	draw := func() {
		// In the last column some terminals go to the next line.
		line.draw(progressLine(columns(p.w)-1, p.done(), p.size, time.Since(start)))
	}
	draw()
	stop := repeat(redraw, draw)
	return sync.OnceFunc(func() {
		stop()
		line.draw("")
	})
}

// repeat calls f again and again, until stop, which waits for its end.
func repeat(every time.Duration, f func()) (stop func()) {
	var wg sync.WaitGroup
	over := make(chan struct{})
	wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				f()
			case <-over:
				return
			}
		}
	})
	return func() {
		close(over)
		wg.Wait()
	}
}

// A line of a terminal is drawn again and again.
type line struct {
	w     io.Writer
	drawn int
}

func newLine(w io.Writer) *line { return &line{w: w} }

// draw ends at the start of an empty line.
func (l *line) draw(text string) {
	// Spaces, because not every terminal knows how to erase.
	blanks := strings.Repeat(" ", max(0, l.drawn-len(text)))
	io.WriteString(l.w, "\r"+text+blanks)
	if text == "" {
		io.WriteString(l.w, "\r")
	}
	l.drawn = len(text)
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
	line := strconv.Itoa(min(percent, 100)) + "%"
	line = strings.Repeat(" ", 4-len(line)) + line
	for _, part := range []string{
		amount(float64(done)) + " of " + amount(float64(size)),
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

// amount writes bytes with two digits or more.
func amount(n float64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	for n >= 999.5 && len(units) > 1 {
		n, units = n/1000, units[1:]
	}
	if tenths := int64(n*10 + 0.5); tenths < 100 && units[0] != "B" {
		return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " " + units[0]
	}
	return strconv.FormatInt(int64(n+0.5), 10) + " " + units[0]
}
