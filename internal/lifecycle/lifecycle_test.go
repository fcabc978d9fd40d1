package lifecycle

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDocumented compares the table of the package documentation with the rules.
func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for line := range strings.Lines(Table()) {
		assert.Contains(t, string(doc), "//\t"+line)
	}
	assert.Equal(t, strings.Count(Table(), "\n"), strings.Count(string(doc), "\n//\t")-1, "lines of the table and its head")
}

// TestEveryPair looks at each pair of state and event for what must hold of all.
func TestEveryPair(t *testing.T) {
	for p := range Phase(phases) {
		for _, finishing := range []bool{false, true} {
			for e := range Event(events) {
				s := State{Phase: p, Finishing: finishing && p < Open}
				next, do := Next(s, e)
				again, _ := Next(s, e)
				assert.Equal(t, next, again, "pure")
				name := p.String() + " " + e.String()
				if p == Closed {
					assert.Equal(t, s, next, name)
					assert.Empty(t, do, name)
					continue
				}
				switch e {
				case Stop:
					assert.Equal(t, Closed, next.Phase, name)
				case Terminate:
					assert.True(t, next.Phase == Closed || slices.Contains(do, HardTimer), name)
				case Failed:
					if p >= Connecting {
						assert.Equal(t, Closed, next.Phase, name)
						assert.Contains(t, do, Report, name)
					}
				case Finish:
					assert.NotEqual(t, Closed, next.Phase, name)
					if p < Open {
						assert.Equal(t, State{Phase: p, Finishing: true}, next, name)
					}
				case FlushTime, LingerTime, HardTime:
					if next.Phase != Closed {
						assert.Equal(t, s, next, name)
					}
				}
				if next.Phase == Closed && p > New {
					assert.Contains(t, do, Interrupt, name)
				}
				if next.Phase == Draining && p < Draining || next.Phase == Flushing && p < Draining {
					assert.Contains(t, do, EndWrites, name)
				}
			}
		}
	}
}

// TestStories walks whole lives.
func TestStories(t *testing.T) {
	for _, story := range []struct {
		name   string
		events []Event
		end    Phase
	}{
		{"finished before it is open", []Event{Start, Finish, DelayOver, Connected, Written, PeerEnd}, Closed},
		{"finished, then told to hurry", []Event{Start, DelayOver, Connected, Finish, Terminate, HardTime}, Closed},
		{"the peer ends first", []Event{Start, DelayOver, Connected, PeerEnd, Written}, Closed},
		{"both end at once", []Event{Start, DelayOver, Connected, Finish, PeerEnd, Written}, Closed},
		{"refused", []Event{Start, DelayOver, Failed}, Closed},
		{"secured while finishing", []Event{Start, DelayOver, Connected, Secure, Finish, Secured}, Draining},
		{"told to secure before it is open", []Event{Start, Secure, DelayOver, Finish, Connected}, Securing},
		{"and then done", []Event{Start, Secure, DelayOver, Finish, Connected, Secured, Written}, Lingering},
		{"late timers", []Event{Start, DelayOver, Connected, FlushTime, LingerTime, HardTime}, Open},
		{"accepted", []Event{Start, DelayOver, Connected, HandlerPeerEnd, Finish, Written}, Closed},
	} {
		t.Run(story.name, func(t *testing.T) {
			var s State
			for _, e := range story.events {
				s, _ = Next(s, e)
			}
			assert.Equal(t, story.end, s.Phase)
		})
	}
}
