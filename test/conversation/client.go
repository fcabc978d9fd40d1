package conversation

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Client is one that is connected, or trying. Its methods may wait.
type Client interface {
	Send(data []byte) error
	Secure() error // trusting the roots it was made with
	Finish() error
	Close()
}

// A Beginning is what a client is made with.
type Beginning struct {
	Port    int    // on 127.0.0.1
	Roots   []byte // in PEM, to trust
	Initial []byte // message
	Secured bool   // from the first byte
}

// A Factory starts a client that tells heard what happens. It is stopped when the
// test ends.
type Factory func(t T, b Beginning, heard *Heard) Client

// Heard is what a client has to tell. Its methods may be called by any goroutine.
type Heard struct {
	mu      sync.Mutex
	changed chan struct{}
	data    []byte
	secured int
	ended   []string
}

func newHeard() *Heard { return &Heard{changed: make(chan struct{})} }

func (h *Heard) change(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
	close(h.changed)
	h.changed = make(chan struct{})
}

// Data has come.
func (h *Heard) Data(m []byte) { h.change(func() { h.data = append(h.data, m...) }) }

// Secured says that the handshake has succeeded.
func (h *Heard) Secured() { h.change(func() { h.secured++ }) }

// Ended says why the client has, in a script's words.
func (h *Heard) Ended(reason string) { h.change(func() { h.ended = append(h.ended, reason) }) }

// until waits for f, and returns what what says when that takes too long.
func (h *Heard) until(f func() bool, what func() error) error {
	late := time.After(patience)
	for {
		h.mu.Lock()
		if f() {
			defer h.mu.Unlock()
			return nil
		}
		changed := h.changed
		h.mu.Unlock()
		select {
		case <-changed:
		case <-late:
			h.mu.Lock()
			defer h.mu.Unlock()
			return what()
		}
	}
}

func (h *Heard) receives(want []byte) error {
	var wrong error
	enough := func() bool { return len(h.data) >= len(want) || len(h.ended) > 0 }
	late := h.until(func() bool {
		if !enough() {
			return false
		}
		n := min(len(want), len(h.data))
		if wrong = compare(h.data[:n], want); wrong != nil && len(h.ended) > 0 {
			wrong = fmt.Errorf("%w; ended %s", wrong, h.ended[0])
		}
		h.data = h.data[n:]
		return true
	}, func() error { return unexpected(h.data, want, fmt.Errorf("nothing more within %v", patience)) })
	return errors.Join(late, wrong)
}

func (h *Heard) isSecured() error {
	return h.until(func() bool { return h.secured == 1 }, func() error { return fmt.Errorf("secured %d times", h.secured) })
}

func (h *Heard) endedBy(reason string) error {
	err := h.until(func() bool { return len(h.ended) > 0 }, func() error { return fmt.Errorf("not ended within %v", patience) })
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.ended) != 1 || h.ended[0] != reason {
		return fmt.Errorf("ended %q, not %s", h.ended, reason)
	}
	return nil
}

// compare says where got is not want.
func compare(got, want []byte) error {
	if bytes.Equal(got, want) {
		return nil
	}
	return unexpected(got, want, nil)
}

func unexpected(got, want []byte, err error) error {
	same := 0
	for same < len(got) && same < len(want) && got[same] == want[same] {
		same++
	}
	show := got[same:min(len(got), same+40)]
	if err != nil {
		return fmt.Errorf("%d bytes of %d, differing from byte %d on (%q): %w", len(got), len(want), same, show, err)
	}
	return fmt.Errorf("%d bytes for %d, differing from byte %d on (%q)", len(got), len(want), same, show)
}
