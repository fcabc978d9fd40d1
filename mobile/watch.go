package mobile

import (
	"sync"
	"time"
)

// A watch calls late once nothing has touched it for limit. Where there is a reason
// that nothing happens, excused says so, and the time begins anew.
type watch struct {
	limit   time.Duration
	excused func() bool
	late    func()

	mu      sync.Mutex
	timer   *time.Timer
	last    time.Time
	stopped bool
}

// start begins, unless there is no limit.
func (w *watch) start() {
	if w == nil || w.limit <= 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped || w.timer != nil {
		return
	}
	w.last = time.Now()
	w.timer = time.AfterFunc(w.limit, w.look)
}

func (w *watch) touch() {
	if w == nil || w.limit <= 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Now()
}

func (w *watch) look() {
	excused := w.excused()
	w.mu.Lock()
	now := time.Now()
	if excused {
		w.last = now
	}
	idle := now.Sub(w.last)
	if w.timer == nil {
		w.mu.Unlock()
		return
	}
	if idle < w.limit {
		w.timer.Reset(w.limit - idle)
		w.mu.Unlock()
		return
	}
	w.timer = nil
	w.mu.Unlock()
	w.late()
}

func (w *watch) stop() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}
