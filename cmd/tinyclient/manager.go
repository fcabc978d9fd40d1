package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// A manager is the service manager that has started this program, as sd_notify(3) has
// it. The nil manager is none.
type manager struct {
	socket string
	every  time.Duration // between signs of life, 0 for none
	ready  bool
}

// newManager finds it in the environment.
func newManager() *manager {
	m := &manager{socket: os.Getenv("NOTIFY_SOCKET")}
	if m.socket == "" {
		return nil
	}
	if pid := os.Getenv("WATCHDOG_PID"); pid == "" || pid == strconv.Itoa(os.Getpid()) {
		if usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
			m.every = max(time.Duration(usec)*time.Microsecond/2, time.Millisecond)
		}
	}
	return m
}

// startGrace is how much longer than a delay a connection may take before the manager
// gives up a start.
const startGrace = 2 * time.Minute

// hear tells the manager what an event means to it: the service is ready when it is
// connected, or listens. Until then each new try is a reason to wait longer.
func (m *manager) hear(event string, fields []field) {
	if m == nil {
		return
	}
	state := "STATUS=" + strings.ReplaceAll(words(event, fields), "\n", " ")
	switch event {
	case "connected", "listening":
		if !m.ready {
			state += "\nREADY=1"
		}
		m.ready = true
	case "retry":
		if !m.ready {
			delay := startGrace
			for _, f := range fields {
				if f.name == "delay_ms" {
					delay += time.Duration(f.n) * time.Millisecond
				}
			}
			state += "\nEXTEND_TIMEOUT_USEC=" + strconv.FormatInt(delay.Microseconds(), 10)
		}
	case "end":
		state += "\nSTOPPING=1"
	}
	notify(m.socket, state)
}

// signs returns what receives when a sign of life is due.
func (j *journal) signs() (due <-chan time.Time, stop func()) {
	if j == nil || j.manager == nil || j.manager.every == 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(j.manager.every)
	return ticker.C, ticker.Stop
}

// live gives a sign of life, from the goroutine that all ends with.
func (j *journal) live() { notify(j.manager.socket, "WATCHDOG=1") }
