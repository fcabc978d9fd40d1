package stock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name                  string
		rate, size, chunkRate int
		sizes                 []int
		dues                  []time.Duration
	}{
		{"defaults", 0, 0, 0, []int{100, 100}, []time.Duration{0, ms}},
		{"a slow rate", 10, 0, 0, []int{1, 1}, []time.Duration{0, 100 * ms}},
		{"a size", 10, 3, 0, []int{3, 3, 3}, []time.Duration{0, 300 * ms, 600 * ms}},
		{"a chunk rate", 10, 0, 4, []int{2, 3, 2, 3}, []time.Duration{0, 250 * ms, 500 * ms, 750 * ms}},
		{"a size above the rate", 10, 30, 0, []int{30, 30}, []time.Duration{0, 3 * time.Second}},
		{"unlimited", Unlimited, 0, 0, []int{7, 7}, []time.Duration{0, 0}},
		{"unlimited in chunks", Unlimited, 9, 0, []int{9, 9}, []time.Duration{0, 0}},
	} {
		p, err := newPace(c.rate, c.size, c.chunkRate, 7)
		require.NoError(t, err, c.name)
		for i := range c.sizes {
			size, due := p.next()
			assert.Equal(t, c.sizes[i], size, c.name)
			assert.InDelta(t, c.dues[i], due, 1, c.name)
		}
	}
}

func TestPaceHasNoDrift(t *testing.T) {
	p, err := newPace(1_000_003, 7, 0, 0)
	require.NoError(t, err)
	total := 0
	for total < 100_000_300 {
		size, due := p.next()
		exact := float64(total) / 1_000_003 * 1e9
		if d := float64(due) - exact; d > 50 || d < -50 {
			require.InDelta(t, exact, due, 50)
		}
		total += size
	}
}

func TestPaceRefusesBadOptions(t *testing.T) {
	for _, c := range [][3]int{
		{0, 10, 10}, {-2, 0, 0}, {0, -1, 0}, {0, 0, -1},
		{10, 0, 11}, {Unlimited, 0, 1}, {0, MaxChunk + 1, 0}, {1 << 30, 0, 1},
	} {
		_, err := newPace(c[0], c[1], c[2], 1)
		assert.ErrorIs(t, err, ErrBadOptions, c)
	}
}
