package blocking

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
)

// ErrThreadBudget is matched by the error of a dial, listen or accept that a
// Budget has refused.
//
// Every waiting call holds a thread, and a Go program dies, without a way to
// recover, at its 10,000th thread or when the system gives it no more. The
// Budget turns that into this error.
var ErrThreadBudget = errors.New("too many blocked threads: close connections, or set a larger blocking.Budget")

// budgetError is how full the Budget was when it refused. It is temporary, so
// that servers such as net/http.Server pause and accept again.
type budgetError struct{ used, limit int64 }

func (e budgetError) Error() string {
	return strconv.FormatInt(e.used, 10) + " of " + strconv.FormatInt(e.limit, 10) + " threads in use: " + ErrThreadBudget.Error()
}
func (budgetError) Unwrap() error   { return ErrThreadBudget }
func (budgetError) Timeout() bool   { return false }
func (budgetError) Temporary() bool { return true }

const (
	// defaultLimit bounds the default Budget: 2,000 idle threads take some 40 MB.
	defaultLimit = 2000

	// anySystem is what every system bears. Up to there a default Budget does not look
	// for the system's limits: a client with one connection starts without that.
	anySystem = 8
)

// What the parts of this package reserve: a connection can wait in both
// directions at once, a listener waits in Accept.
const (
	threadsPerConn     = 2
	threadsPerListener = 1
)

// Budget counts the threads that may block at the same time and refuses what
// would exceed its limit.
//
// A connection reserves 2 of it while it exists, from the start of its dial on,
// and a listener 1. All methods may be called by any goroutine at any time and
// never wait.
type Budget struct {
	limit func() int64
	free  int64 // of them are there without a look at limit
	inUse atomic.Int64
}

// NewBudget returns a Budget of limit threads; with 0 or less it refuses all.
//
// The limit may exceed MaxThreads, where the caller knows better what the system
// can bear. Above 9,800 the program must raise its own limit first, see
// runtime/debug.SetMaxThreads; this package never does.
func NewBudget(limit int) *Budget {
	most := max(0, int64(limit))
	return &Budget{limit: func() int64 { return most }}
}

// DefaultBudget returns the Budget that all share who set none. Its limit is
// 2,000, or MaxThreads where that is less; 8 are always there.
func DefaultBudget() *Budget { return &defaultBudget }

var defaultBudget = Budget{free: anySystem, limit: sync.OnceValue(func() int64 {
	return int64(max(anySystem, min(defaultLimit, MaxThreads())))
})}

// Acquire reserves n threads, or returns an error that matches ErrThreadBudget
// and reserves none.
func (b *Budget) Acquire(n int) error {
	for {
		used := b.inUse.Load()
		if wanted := used + int64(n); wanted > b.free && wanted > b.limit() {
			return budgetError{used, b.limit()}
		}
		if b.inUse.CompareAndSwap(used, used+int64(n)) {
			return nil
		}
	}
}

// Release returns n threads that Acquire has reserved.
func (b *Budget) Release(n int) { b.inUse.Add(-int64(n)) }

// A reservation is what one socket has of a Budget.
type reservation struct {
	budget *Budget
	n      int32
	held   atomic.Bool
}

// charge makes n threads that were acquired the socket's own, until release. It must
// be called before a second goroutine has the socket.
func (s *reservation) charge(b *Budget, n int) {
	s.budget, s.n = b, int32(n)
	s.held.Store(true)
}

func (s *reservation) release() {
	if s.held.Swap(false) {
		s.budget.Release(int(s.n))
	}
}

// again reserves what was released.
func (s *reservation) again() error {
	if s.budget == nil || s.held.Load() {
		return nil
	}
	if err := s.budget.Acquire(int(s.n)); err != nil {
		return err
	}
	s.held.Store(true)
	return nil
}

// InUse returns how many threads are reserved now.
func (b *Budget) InUse() int { return int(b.inUse.Load()) }

// Limit returns how many threads can be reserved.
func (b *Budget) Limit() int { return int(b.limit()) }

// orDefault lets a nil field mean the default Budget.
func (b *Budget) orDefault() *Budget {
	if b == nil {
		return DefaultBudget()
	}
	return b
}
