package conformance

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var tracker = []Promise{
	{"CAT-1 a new tracker knows nothing", func(t *testing.T) {
		var c axon.Tracker
		require.Empty(t, c.Services())
		require.Empty(t, c.Values())
	}},
	{"CAT-2 the process has one default tracker", func(t *testing.T) {
		require.Same(t, axon.DefaultTracker(), axon.DefaultTracker())
	}},
	{"CAT-3 trackers share nothing", func(t *testing.T) {
		var a, b axon.Tracker
		require.NoError(t, a.Register("s", &part{}, "inbox"))
		require.NoError(t, a.TrackValue("v", 1))
		_, _, err := b.Retrieve("s")
		require.ErrorIs(t, err, axon.ErrServiceNotFound)
		_, err = b.RetrieveValue("v")
		require.ErrorIs(t, err, axon.ErrValueNotTracked)
		require.NoError(t, b.Register("s", &part{}, "inbox"))
		require.NoError(t, b.Register("other", &part{}, "inbox"))
		require.Equal(t, []string{"s"}, a.Services())
	}},
	{"CAT-4 a registered name is listed", func(t *testing.T) {
		var c axon.Tracker
		require.NoError(t, c.Register("b", &part{}, "inbox"))
		require.NoError(t, c.Register("a", &part{}, "control"))
		require.Equal(t, []string{"a", "b"}, c.Services())
	}},
	{"CAT-5 a name is registered once", func(t *testing.T) {
		var c axon.Tracker
		p := &part{}
		require.NoError(t, c.Register("s", p, "inbox"))
		require.ErrorIs(t, c.Register("s", p, "inbox"), axon.ErrServiceAlreadyExists)
		require.ErrorIs(t, c.Register("s", &part{}, "inbox"), axon.ErrServiceAlreadyExists)
		found, _, err := c.Retrieve("s")
		require.NoError(t, err)
		require.Same(t, p, found)
	}},
	{"CAT-6 what has ended is no component to register", func(t *testing.T) {
		var c axon.Tracker
		p := newPart("p", func(context.Context, *part) error { return nil })
		require.NoError(t, start(t, p).Wait())
		require.ErrorIs(t, c.Register("s", p, "inbox"), axon.ErrEnded)
		require.Empty(t, c.Services())
	}},
	{"CAT-7 an unknown inbox is refused", func(t *testing.T) {
		var c axon.Tracker
		for _, name := range []string{"nobox", "outbox", ""} {
			require.ErrorIs(t, c.Register("s", &part{}, name), axon.ErrNoSuchBox)
		}
		require.Empty(t, c.Services())
	}},
	{"CAT-8 a service comes back with component and inbox", func(t *testing.T) {
		var c axon.Tracker
		p := &part{}
		require.NoError(t, c.Register("s", p, "control"))
		found, box, err := c.Retrieve("s")
		require.NoError(t, err)
		require.Same(t, p, found)
		require.Same(t, &p.Control, box)
	}},
	{"CAT-9 an unknown service is an error", func(t *testing.T) {
		var c axon.Tracker
		_, _, err := c.Retrieve("s")
		require.ErrorIs(t, err, axon.ErrServiceNotFound)
	}},
	{"CAT-10 a name withdrawn, or whose component has ended, is gone", func(t *testing.T) {
		var c axon.Tracker
		gate := make(chan struct{})
		p, q := newPart("p", until(gate)), &part{}
		h := start(t, p)
		require.NoError(t, c.Register("p", p, "inbox"))
		require.NoError(t, c.Register("q", q, "inbox"))
		require.NoError(t, c.Register("new", p, "inbox"))
		require.NoError(t, c.Deregister("q"))
		require.Equal(t, []string{"new", "p"}, c.Services())
		require.NoError(t, c.Deregister("new"))
		require.NoError(t, c.Register("new", q, "inbox"))
		close(gate)
		require.True(t, ended(h))
		require.Equal(t, []string{"new"}, c.Services(), "the name is another's by now")
		_, _, err := c.Retrieve("p")
		require.ErrorIs(t, err, axon.ErrServiceNotFound)
	}},
	{"CAT-11 withdrawing an unknown name is an error", func(t *testing.T) {
		var c axon.Tracker
		require.ErrorIs(t, c.Deregister("s"), axon.ErrServiceNotFound)
		require.NoError(t, c.Register("s", &part{}, "inbox"))
		require.NoError(t, c.Deregister("s"))
		require.ErrorIs(t, c.Deregister("s"), axon.ErrServiceNotFound)
	}},
	{"CAT-12 a tracked value is listed", func(t *testing.T) {
		var c axon.Tracker
		require.NoError(t, c.TrackValue("v", 1))
		require.Equal(t, []string{"v"}, c.Values())
	}},
	{"CAT-13 a value is tracked once", func(t *testing.T) {
		var c axon.Tracker
		require.NoError(t, c.TrackValue("v", 1))
		require.ErrorIs(t, c.TrackValue("v", 2), axon.ErrNamespaceClash)
		v, err := c.RetrieveValue("v")
		require.NoError(t, err)
		require.Equal(t, 1, v)
	}},
	{"CAT-14 a value comes back", func(t *testing.T) {
		var c axon.Tracker
		require.NoError(t, c.TrackValue("v", "x"))
		require.NoError(t, c.TrackValue("w", nil))
		v, err := c.RetrieveValue("v")
		require.NoError(t, err)
		require.Equal(t, "x", v)
		v, err = c.RetrieveValue("w")
		require.NoError(t, err)
		require.Nil(t, v)
	}},
	{"CAT-15 an unknown value is an error", func(t *testing.T) {
		var c axon.Tracker
		_, err := c.RetrieveValue("v")
		require.ErrorIs(t, err, axon.ErrValueNotTracked)
	}},
	{"CAT-16 an update changes a value", func(t *testing.T) {
		var c axon.Tracker
		require.NoError(t, c.TrackValue("v", 1))
		require.NoError(t, c.UpdateValue("v", 2))
		v, err := c.RetrieveValue("v")
		require.NoError(t, err)
		require.Equal(t, 2, v)
	}},
	{"CAT-17 updating an unknown value is an error", func(t *testing.T) {
		var c axon.Tracker
		require.ErrorIs(t, c.UpdateValue("v", 1), axon.ErrValueNotTracked)
		require.Empty(t, c.Values())
	}},
	{"CAT-18 all values are listed, until all is forgotten", func(t *testing.T) {
		var c axon.Tracker
		for _, name := range []string{"c", "a", "b"} {
			require.NoError(t, c.TrackValue(name, 1))
		}
		require.Equal(t, []string{"a", "b", "c"}, c.Values())
		c.Zap()
		require.Empty(t, c.Values())
	}},
}
