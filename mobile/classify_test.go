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

// delay is that before an attempt, the first of which is 1.
func (p policy) delay(attempt int) (d time.Duration) {
	for range attempt {
		d, _ = p.backoff.Next()
	}
	return d
}

func TestDelays(t *testing.T) {
	p := NewRetryPolicy()
	p.SetJitter(0)
	require.Equal(t, time.Second, p.set.delay(1))
	require.Equal(t, 2*time.Second, p.set.delay(2))
	require.Equal(t, time.Minute, p.set.delay(9))
	p.SetDelays(100, 1000)
	p.SetMultiplier(3)
	p.SetMultiplier(0) // is refused
	p.SetJitter(7)
	for attempt, want := range []time.Duration{100, 300, 900, 1000, 1000} {
		require.Equal(t, want*time.Millisecond, p.set.delay(attempt+1))
	}
	require.Equal(t, time.Second, p.set.delay(10_000), "no overflow")
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
	p.SetDelays(0, 0)
	require.Zero(t, p.set.delay(5), "0 is no delay")
	p.SetResetAfterMillis(0)
	b := p.set.backoff
	b.Next()
	b.Lasted(0)
	require.Zero(t, b.Attempts(), "and no time to last")
}

func TestMilliseconds(t *testing.T) {
	require.Positive(t, milliseconds(1<<62))
	require.Negative(t, milliseconds(-1<<62))
	require.Equal(t, time.Second, milliseconds(1000))
}
