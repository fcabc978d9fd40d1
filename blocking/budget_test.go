package blocking

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestBudgetCounts(t *testing.T) {
	b := NewBudget(5)
	require.Equal(t, 5, b.Limit())
	require.NoError(t, b.Acquire(2))
	require.NoError(t, b.Acquire(2))
	require.ErrorIs(t, b.Acquire(2), ErrThreadBudget)
	require.ErrorContains(t, b.Acquire(2), "4 of 5 threads in use")
	require.NoError(t, b.Acquire(1))
	require.Equal(t, 5, b.InUse())
	b.Release(5)
	require.Zero(t, b.InUse())
	require.ErrorIs(t, NewBudget(-1).Acquire(1), ErrThreadBudget)
	require.Equal(t, 5000, NewBudget(5000).Limit(), "an explicit limit may be higher")
}

func TestBudgetNeverExceedsItsLimit(t *testing.T) {
	leaktest.Check(t)
	b := NewBudget(7)
	var users sync.WaitGroup
	for range 8 {
		users.Go(func() {
			for range 1000 {
				if b.Acquire(2) == nil {
					if used := b.InUse(); used > 7 {
						t.Errorf("%d in use", used)
					}
					b.Release(2)
				}
			}
		})
	}
	users.Wait()
	require.Zero(t, b.InUse())
}

func TestDefaultBudget(t *testing.T) {
	require.Same(t, DefaultBudget(), DefaultBudget())
	require.LessOrEqual(t, DefaultBudget().Limit(), 2000)
	require.Positive(t, DefaultBudget().Limit())
	require.LessOrEqual(t, DefaultBudget().Limit(), max(anySystem, MaxThreads()))
	require.LessOrEqual(t, MaxThreads(), 10000)
}

// The limits of the system are looked for when they may matter.
func TestBudgetLooksLate(t *testing.T) {
	looks := 0
	b := Budget{free: 4, limit: func() int64 { looks++; return 5 }}
	require.NoError(t, b.Acquire(4))
	require.Zero(t, looks)
	require.NoError(t, b.Acquire(1))
	require.Positive(t, looks)
	require.ErrorContains(t, b.Acquire(1), "5 of 5 threads in use")
	b.Release(5)
	require.NoError(t, b.Acquire(4))
}
