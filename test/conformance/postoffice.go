package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var postoffice = []Promise{
	{"PO-1 a new office has no linkages", func(t *testing.T) {
		var office axon.Postoffice
		require.Empty(t, office.Links())
	}},
	{"PO-4 a linkage registers the source at that one inbox", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		onlyLink(t, &a.Outbox, &b.Inbox, a, b)
		send(t, &a.Outbox, "x")
		send(t, &b.Outbox, "y")
		require.Equal(t, []int{0, 0, 1, 0}, waiting(a, b))
	}},
	{"PO-5 a linkage from inbox to inbox registers at that one inbox", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		onlyLink(t, &a.Inbox, &b.Inbox, a, b)
		var out axon.Out[string]
		link(t, &out, &a.Inbox)
		send(t, &out, "x")
		require.Equal(t, []int{0, 0, 1, 0}, waiting(a, b))
	}},
	{"PO-6 a linkage from outbox to outbox registers at that one outbox", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		onlyLink(t, &a.Outbox, &b.Outbox, a, b)
		var in axon.In[string]
		link(t, &b.Outbox, &in)
		send(t, &a.Outbox, "x")
		got(t, &in, "x")
		require.Equal(t, []int{0, 0, 0, 0}, waiting(a, b))
	}},
	{"PO-7 an office lists every linkage it made", func(t *testing.T) {
		office, links := threeLinks(t)
		require.Equal(t, links, office.Links())
	}},
	{"PO-8 removing one linkage leaves the others", func(t *testing.T) {
		office, links := threeLinks(t)
		office.Unlink(links[1])
		require.Equal(t, []*axon.Linkage{links[0], links[2]}, office.Links())
		var other axon.Postoffice
		other.Unlink(links[0])
		require.Len(t, office.Links(), 2, "an office removes only what it made")
	}},
	{"PO-9 removing a component's linkages leaves the others", func(t *testing.T) {
		var office axon.Postoffice
		a, b, c := &part{}, &part{}, &part{}
		ab, err := office.Link(&a.Outbox, &b.Inbox)
		require.NoError(t, err)
		_, err = office.Link(&b.Outbox, &c.Inbox)
		require.NoError(t, err)
		_, err = office.Link(&c.Outbox, &a.Inbox)
		require.NoError(t, err)
		foreign := link(t, &c.Signal, &b.Control)
		office.UnlinkComponent(c)
		require.Equal(t, []*axon.Linkage{ab}, office.Links())
		send(t, &a.Outbox, "x")
		send(t, &b.Outbox, "x")
		send(t, &c.Outbox, "x")
		send[axon.Signal](t, &c.Signal, axon.Status{})
		require.Equal(t, []int{0, 0, 1, 1, 0, 0}, waiting(a, b, c))
		foreign.Unlink()
	}},
	{"PO-10 unlinking outbox from inbox detaches that box only", func(t *testing.T) {
		var office axon.Postoffice
		a, b, c := &part{}, &part{}, &part{}
		l, err := office.Link(&a.Outbox, &b.Inbox)
		require.NoError(t, err)
		link(t, &c.Outbox, &b.Inbox)
		send(t, &a.Outbox, "1")
		office.Unlink(l)
		office.Unlink(l)
		send(t, &a.Outbox, "2")
		send(t, &c.Outbox, "3")
		got(t, &b.Inbox, "1", "3")
	}},
	{"PO-11 unlinking inbox from inbox detaches that box only", func(t *testing.T) {
		var office axon.Postoffice
		var toA, toC axon.Out[string]
		a, b, c := &part{}, &part{}, &part{}
		l, err := office.Link(&a.Inbox, &b.Inbox)
		require.NoError(t, err)
		passIn(t, &c.Inbox, &b.Inbox)
		link(t, &toA, &a.Inbox)
		link(t, &toC, &c.Inbox)
		send(t, &toA, "1")
		office.Unlink(l)
		send(t, &toA, "2")
		send(t, &toC, "3")
		got(t, &a.Inbox, "2")
		got(t, &b.Inbox, "1", "3")
	}},
	{"PO-12 unlinking outbox from outbox detaches that box only", func(t *testing.T) {
		var office axon.Postoffice
		var in axon.In[string]
		a, b, c := &part{}, &part{}, &part{}
		l, err := office.Link(&a.Outbox, &b.Outbox)
		require.NoError(t, err)
		passOut(t, &c.Outbox, &b.Outbox)
		link(t, &b.Outbox, &in)
		send(t, &a.Outbox, "1")
		office.Unlink(l)
		send(t, &a.Outbox, "2")
		send(t, &c.Outbox, "3")
		send(t, &b.Outbox, "4")
		got(t, &in, "1", "3", "4")
	}},
	{"PO-13 a linked source is refused until it is unlinked", func(t *testing.T) {
		a, b, c := &part{}, &part{}, &part{}
		l := link(t, &a.Outbox, &b.Inbox)
		for _, to := range []axon.Box{&c.Inbox, &c.Outbox, &b.Inbox} {
			_, err := axon.LinkBoxes(&a.Outbox, to)
			require.ErrorIs(t, err, axon.ErrAlreadyLinked)
		}
		send(t, &a.Outbox, "1")
		l.Unlink()
		link(t, &a.Outbox, &c.Inbox)
		send(t, &a.Outbox, "2")
		got(t, &b.Inbox, "1")
		got(t, &c.Inbox, "2")
	}},
}

// onlyLink links in an office, and checks that nothing else is linked.
func onlyLink(t *testing.T, from, to axon.Box, a, b *part) {
	t.Helper()
	require.Empty(t, axon.Look(a, b).Links)
	var office axon.Postoffice
	l, err := office.Link(from, to)
	require.NoError(t, err)
	require.Equal(t, []axon.LinkInfo{{From: 0, To: 1, FromBox: from.Name(), ToBox: to.Name(), Kind: l.Kind()}}, axon.Look(a, b).Links)
}

func threeLinks(t *testing.T) (*axon.Postoffice, []*axon.Linkage) {
	t.Helper()
	var office axon.Postoffice
	a, b := &part{}, &part{}
	var links []*axon.Linkage
	for _, ends := range [][2]axon.Box{
		{&a.Outbox, &b.Inbox}, {&b.Inbox, new(axon.In[string])}, {&a.Signal, new(axon.Out[axon.Signal])},
	} {
		l, err := office.Link(ends[0], ends[1])
		require.NoError(t, err)
		links = append(links, l)
	}
	return &office, links
}

// waiting counts what waits in inbox and control of each.
func waiting(parts ...*part) (counts []int) {
	for _, p := range parts {
		counts = append(counts, p.Inbox.Len(), p.Control.Len())
	}
	return counts
}
