package mobile_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/mobile"
)

// hang is more than any step of a test takes.
const hang = 20 * time.Second

// A recorder is a Listener that writes down what it hears. Its hooks, if not nil,
// are called first, and their errors returned.
type recorder struct {
	state    func(state int32, info *mobile.ConnInfo) error
	data     func(c *mobile.Chunk) error
	secure   func(info *mobile.ConnInfo) error
	writable func(queued int64) error
	retry    func(attempt int32, delay int64, why *mobile.Failure) error
	closed   func(why *mobile.Failure) error

	mu      sync.Mutex
	log     []string
	text    strings.Builder
	chunks  []*mobile.Chunk
	infos   map[string]*mobile.ConnInfo // by state
	why     []*mobile.Failure           // of OnClosed
	retries []*mobile.Failure
	delays  []int64
	inside  int // callbacks that run now
	changed chan struct{}
}

func (r *recorder) heard(what string, note func(), hook func() error) error {
	r.mu.Lock()
	if r.inside++; r.inside > 1 {
		what = "two at once: " + what
	}
	r.log = append(r.log, what)
	if note != nil {
		note()
	}
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.inside--
		r.mu.Unlock()
	}()
	if hook == nil {
		return nil
	}
	return hook()
}

func (r *recorder) OnState(state int32, info *mobile.ConnInfo) error {
	name := mobile.StateName(state)
	var hook func() error
	if r.state != nil {
		hook = func() error { return r.state(state, info) }
	}
	return r.heard(name, func() {
		if r.infos == nil {
			r.infos = map[string]*mobile.ConnInfo{}
		}
		r.infos[name] = info
	}, hook)
}

func (r *recorder) OnData(c *mobile.Chunk) error {
	var hook func() error
	if r.data != nil {
		hook = func() error { return r.data(c) }
	}
	return r.heard("data", func() {
		r.text.WriteString(c.Text())
		r.chunks = append(r.chunks, c)
	}, hook)
}

func (r *recorder) OnSecure(info *mobile.ConnInfo) error {
	var hook func() error
	if r.secure != nil {
		hook = func() error { return r.secure(info) }
	}
	return r.heard("secure", nil, hook)
}

func (r *recorder) OnWritable(queued int64) error {
	var hook func() error
	if r.writable != nil {
		hook = func() error { return r.writable(queued) }
	}
	return r.heard("writable", nil, hook)
}

func (r *recorder) OnRetry(attempt int32, delay int64, why *mobile.Failure) error {
	var hook func() error
	if r.retry != nil {
		hook = func() error { return r.retry(attempt, delay, why) }
	}
	return r.heard(fmt.Sprintf("retry %d", attempt), func() {
		r.retries, r.delays = append(r.retries, why), append(r.delays, delay)
	}, hook)
}

func (r *recorder) OnClosed(why *mobile.Failure) error {
	var hook func() error
	if r.closed != nil {
		hook = func() error { return r.closed(why) }
	}
	return r.heard("closed", func() { r.why = append(r.why, why) }, hook)
}

// until waits for what the recorder has heard to satisfy ok, which is asked in its
// lock.
func (r *recorder) until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	timeout := time.After(hang)
	for {
		r.mu.Lock()
		if ok() {
			r.mu.Unlock()
			return
		}
		if r.changed == nil {
			r.changed = make(chan struct{})
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
		case <-timeout:
			t.Fatalf("waited for %s and heard only %v", what, r.events())
		}
	}
}

// hears waits until an event has come n times.
func (r *recorder) hears(t testing.TB, event string, n int) {
	t.Helper()
	r.until(t, event, func() bool { return count(r.log, event) >= n })
}

func count(log []string, event string) (n int) {
	for _, e := range log {
		if e == event {
			n++
		}
	}
	return n
}

// gets waits for all that was received to be text.
func (r *recorder) gets(t testing.TB, text string) {
	t.Helper()
	r.until(t, text, func() bool { return r.text.String() == text })
}

// events returns what was heard, data that follows data left out.
func (r *recorder) events() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var log []string
	for i, e := range r.log {
		if i == 0 || e != "data" || r.log[i-1] != "data" {
			log = append(log, e)
		}
	}
	return log
}

// ends waits for OnClosed, checks that it was the last and came once, and returns
// its Failure.
func (r *recorder) ends(t testing.TB, c interface{ AwaitClosed(int64) bool }) *mobile.Failure {
	t.Helper()
	require.True(t, c.AwaitClosed(hang.Milliseconds()), "it has not closed: %v", r.events())
	events := r.events()
	require.Equal(t, "closed", events[len(events)-1], "OnClosed is last: %v", events)
	require.Equal(t, 1, count(events, "closed"), "OnClosed comes once: %v", events)
	for _, e := range events {
		require.NotContains(t, e, "two at once")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why[0]
}

func (r *recorder) info(state string) *mobile.ConnInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.infos[state]
}

func (r *recorder) lastRetry() *mobile.Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.retries[len(r.retries)-1]
}
