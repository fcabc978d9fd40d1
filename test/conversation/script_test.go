package conversation

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	s, err := Parse("some", "# for the reader\n\nclient sends \"a\\x00\"\nserver receives 3 bytes\nserver receives end\n")
	require.NoError(t, err)
	require.Len(t, s.Steps, 3)
	assert.Equal(t, Step{3, `client sends "a\x00"`, "client sends", []byte("a\x00")}, s.Steps[0])
	assert.Equal(t, Pattern(3), s.Steps[1].Data)
	assert.Equal(t, "server receives end", s.Steps[2].Do)
	for _, wrong := range []string{"client sings", "client sends hello", "server sends -1 bytes", "nobody sends \"x\"", "client ended happily", "client begins with me"} {
		_, err := Parse("some", "\n"+wrong)
		assert.ErrorContains(t, err, "some.txt:2: ", wrong)
	}
}

// What a script expects and a client does not do is noticed.
func TestNotices(t *testing.T) {
	h := newHeard()
	h.Data([]byte("hallo"))
	assert.ErrorContains(t, h.receives([]byte("hello")), "differing from byte 1 on (\"allo\")")
	h.Ended("reset")
	assert.ErrorContains(t, h.receives([]byte("more")), "0 bytes for 4")
	assert.ErrorContains(t, h.endedBy("in order"), `ended ["reset"], not in order`)
	assert.NoError(t, h.endedBy("reset"))
	h.Ended("reset")
	assert.Error(t, h.endedBy("reset"), "twice")
}
