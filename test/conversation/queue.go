package conversation

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// A queue does one thing after the other while the script goes on.
type queue struct {
	mu    sync.Mutex
	todo  []func() error
	err   error
	busy  bool
	rings *sync.Cond
	over  bool
}

// run starts the queue, which ends with the test.
func (q *queue) run(t testing.TB) {
	q.rings = sync.NewCond(&q.mu)
	var worker sync.WaitGroup
	worker.Go(q.work)
	t.Cleanup(func() {
		q.mu.Lock()
		q.over = true
		q.rings.Broadcast()
		q.mu.Unlock()
		worker.Wait()
	})
}

func (q *queue) work() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.todo) == 0 && !q.over {
			q.rings.Wait()
		}
		if q.over {
			return
		}
		next := q.todo[0]
		q.todo, q.busy = q.todo[1:], true
		q.mu.Unlock()
		err := next()
		q.mu.Lock()
		if q.err == nil {
			q.err = err
		}
		q.busy = false
		q.rings.Broadcast()
	}
}

func (q *queue) do(f func() error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.todo = append(q.todo, f)
	q.rings.Broadcast()
}

// wait returns when all is done, with the first error.
func (q *queue) wait() error {
	defer time.AfterFunc(patience, q.rings.Broadcast).Stop()
	late := time.Now().Add(patience)
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.todo) > 0 || q.busy {
		if !time.Now().Before(late) {
			return fmt.Errorf("what was to be sent has not been after %v", patience)
		}
		q.rings.Wait()
	}
	return q.err
}
