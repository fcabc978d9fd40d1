package mobile

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestCodesThatAreTriedAgain is the table that RetryPolicy promises.
func TestCodesThatAreTriedAgain(t *testing.T) {
	var again []string
	for code := range codes {
		require.NotEmpty(t, codeTable[code].name)
		if failure(code, "", "").Temporary() {
			again = append(again, CodeName(code))
		}
	}
	require.Equal(t, []string{"ClosedByPeer", "Timeout", "DNS", "Refused", "Unreachable", "Reset", "BufferFull", "IO"}, again)
}

func TestDelays(t *testing.T) {
	p := NewRetryPolicy()
	p.SetDelays(100, 1000)
	p.SetMultiplier(3)
	p.SetMultiplier(0) // is refused
	p.SetJitter(0)
	p.SetJitter(7)
	for attempt, want := range []time.Duration{100, 300, 900, 1000, 1000} {
		require.Equal(t, want*time.Millisecond, p.set.delay(int32(attempt+1)))
	}
	require.Equal(t, time.Second, p.set.delay(1<<30), "no overflow")
	p.SetJitter(0.5)
	different := map[time.Duration]bool{}
	for range 200 {
		d := p.set.delay(2)
		require.GreaterOrEqual(t, d, 150*time.Millisecond)
		require.LessOrEqual(t, d, 300*time.Millisecond)
		different[d] = true
	}
	require.Greater(t, len(different), 50)
	p.SetDelays(500, 100)
	p.SetJitter(0)
	require.Equal(t, 500*time.Millisecond, p.set.delay(1), "the longest is no less than the first")
	require.Zero(t, new(policy).delay(1))
	require.Zero(t, (&policy{most: time.Second, multiplier: 2}).delay(1<<30))
}

func TestMilliseconds(t *testing.T) {
	require.Positive(t, milliseconds(1<<62))
	require.Negative(t, milliseconds(-1<<62))
	require.Equal(t, time.Second, milliseconds(1000))
}
