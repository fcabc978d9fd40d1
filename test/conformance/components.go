package conformance

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/axon"
)

var components = []Promise{
	{"CMP-1 a fresh component has four empty boxes and no children", func(t *testing.T) {
		p := &part{}
		defaultBoxes(t, p)
		require.Equal(t, axon.New, p.State())
		require.Empty(t, p.Postoffice().Links())
		_, parent := any(p).(axon.Parent)
		require.False(t, parent)
		s := axon.Look(p)
		require.Len(t, s.Components, 1)
		require.Empty(t, s.Links)
		for _, b := range s.Components[0].Boxes {
			require.Zero(t, b.Messages, b.Name)
		}
	}},
	{"CMP-3 the text form contains the component's name", func(t *testing.T) {
		p := newPart("amy", nil)
		s := axon.Look(p)
		require.Contains(t, s.String(), "amy")
		require.Contains(t, s.Graphviz(), "amy")
		require.Contains(t, s.Mermaid(), "amy")
		require.Equal(t, "amy.inbox", p.Inbox.String())
		unnamed := &part{}
		require.Contains(t, axon.Look(unnamed).String(), "part")
	}},
	{"CMP-5 two children are listed once each", func(t *testing.T) {
		a, b := newPart("a", nil), newPart("b", nil)
		children(t, []axon.Component{a, b})
	}},
	{"CMP-6 removing a component takes its linkages away", func(t *testing.T) {
		var office axon.Postoffice
		a, b, c := &part{}, &part{}, &part{}
		office.Link(&a.Outbox, &b.Inbox)
		office.Link(&b.Outbox, &c.Inbox)
		kept, err := office.Link(&a.Signal, &c.Control)
		require.NoError(t, err)
		office.UnlinkComponent(b)
		require.Equal(t, []*axon.Linkage{kept}, office.Links())
		send(t, &a.Outbox, "x")
		send(t, &b.Outbox, "x")
		got(t, &b.Inbox)
		got(t, &c.Inbox)
	}},
	{"CMP-7 all three children are listed", func(t *testing.T) {
		children(t, []axon.Component{newPart("a", nil), newPart("b", nil), newPart("c", nil)})
	}},
	{"CMP-8 what waits is counted up by sends and down by receives", func(t *testing.T) {
		p := &part{}
		var out axon.Out[string]
		var signal axon.Out[axon.Signal]
		link(t, &out, &p.Inbox)
		link(t, &signal, &p.Control)
		require.Zero(t, p.Inbox.Len())
		require.False(t, rang(p.Inbox.Ready()))
		for n := 1; n <= 3; n++ {
			send(t, &out, "x")
			send[axon.Signal](t, &signal, axon.Status{})
			require.Equal(t, n, p.Inbox.Len())
			require.Equal(t, n, p.Control.Len())
		}
		for n := 2; n >= 0; n-- {
			require.True(t, rang(p.Inbox.Ready()))
			p.Inbox.TryRecv()
			p.Control.TryRecv()
			require.Equal(t, n, p.Inbox.Len())
			require.Equal(t, n, p.Control.Len())
		}
		require.False(t, rang(p.Inbox.Ready()))
	}},
	{"CMP-9 linkages deliver, pass in and pass out", func(t *testing.T) {
		a, b := &part{}, &part{}
		require.Equal(t, "deliver", link(t, &a.Outbox, &b.Inbox).Kind())
		require.Equal(t, "pass in", passIn(t, &a.Inbox, &b.Inbox).Kind())
		require.Equal(t, "pass out", passOut(t, &b.Outbox, &a.Outbox).Kind())
		send(t, &b.Outbox, "x") // out through a, back in
		got(t, &b.Inbox, "x")
	}},
	{"CMP-10 a box gives the oldest first, and an error when empty", func(t *testing.T) {
		p := &part{}
		var out axon.Out[string]
		var signal axon.Out[axon.Signal]
		link(t, &out, &p.Inbox)
		link(t, &signal, &p.Control)
		empty := func() {
			_, err := p.Inbox.TryRecv()
			require.ErrorIs(t, err, axon.ErrBoxEmpty)
			_, err = p.Control.TryRecv()
			require.ErrorIs(t, err, axon.ErrBoxEmpty)
		}
		empty()
		send(t, &out, "1", "2", "3")
		send[axon.Signal](t, &signal, axon.Status{Text: "1"}, axon.Status{Text: "2"})
		got(t, &p.Inbox, "1", "2", "3")
		got[axon.Signal](t, &p.Control, axon.Status{Text: "1"}, axon.Status{Text: "2"})
		empty()
	}},
	{"CMP-11 sends keep their order, also many", func(t *testing.T) {
		keepsOrder(t, func(n int) string { return fmt.Sprint(n) })
		keepsOrder(t, func(n int) []byte { return fmt.Append(nil, n) })
		keepsOrder(t, func(n int) axon.Signal { return axon.Status{Text: fmt.Sprint(n)} })
	}},
	{"CMP-13 the hook is called at the end, also after a panic", func(t *testing.T) {
		oops := errors.New("oops")
		for _, main := range []func(context.Context, *part) error{
			func(context.Context, *part) error { return nil },
			func(context.Context, *part) error { panic(oops) },
		} {
			p, called := newPart("p", main), 0
			p.OnEnd(func() { called++ })
			h := start(t, p)
			err := h.Wait()
			require.Equal(t, 1, called)
			if err != nil {
				require.ErrorIs(t, err, oops)
			}
			p.OnEnd(func() { called++ })
			require.Equal(t, 2, called, "a hook that comes late")
		}
	}},
	{"CMP-19 the linkages that a component made end with it, those of others do not", func(t *testing.T) {
		gate := make(chan struct{})
		p, other := newPart("p", until(gate)), &part{}
		var a, b axon.Out[string]
		var atA, atB axon.In[string]
		_, err := p.Postoffice().Link(&a, &atA)
		require.NoError(t, err)
		_, err = other.Postoffice().Link(&b, &atB)
		require.NoError(t, err)
		h := start(t, p)
		send(t, &a, "1")
		send(t, &b, "1")
		close(gate)
		h.Wait()
		send(t, &a, "2")
		send(t, &b, "2")
		got(t, &atA, "1")
		got(t, &atB, "1", "2")
		require.Empty(t, p.Postoffice().Links())
	}},
}

// wakes is about who is woken by what.
var wakes = []Promise{
	{"CMP-20 nobody is woken when nothing happens", func(t *testing.T) {
		var out axon.Out[string]
		p := &part{}
		link(t, &out, &p.Inbox)
		time.Sleep(time.Hour)
		require.False(t, rang(p.Inbox.Ready()))
		require.False(t, rang(p.Control.Ready()))
		require.False(t, rang(out.Space()))
	}},
	{"CMP-21 a delivery wakes the receiver once", func(t *testing.T) {
		var out axon.Out[string]
		var in axon.In[string]
		link(t, &out, &in)
		woken := 0
		bell := in.Ready()
		done := goes(func() {
			select {
			case <-bell:
				woken++
			case <-t.Context().Done():
			}
		})
		require.False(t, rang(done))
		send(t, &out, "1", "2")
		require.True(t, rang(done))
		require.Equal(t, 1, woken)
		require.False(t, rang(bell), "one ring for one wait")
	}},
	{"CMP-22 sending does not wake the sender", func(t *testing.T) {
		p := &part{}
		var in axon.In[string]
		link(t, &p.Outbox, &in)
		space, ready := p.Outbox.Space(), p.Inbox.Ready()
		send(t, &p.Outbox, "1", "2")
		require.False(t, rang(space))
		require.False(t, rang(ready))
	}},
	{"CMP-23 taking a message out wakes the sender once", func(t *testing.T) {
		var out axon.Out[string]
		var in axon.In[string]
		in.SetSize(1)
		link(t, &out, &in)
		space := out.Space()
		send(t, &out, "1")
		in.TryRecv()
		require.True(t, rang(space))
		require.False(t, rang(space))
		send(t, &out, "2")
		sent := goes(func() { out.Send(t.Context(), "3") })
		require.False(t, rang(sent))
		in.TryRecv()
		require.True(t, rang(sent))
		got(t, &in, "3")
	}},
	{"CMP-24 only the last inbox of a chain is woken by a delivery", func(t *testing.T) {
		var out axon.Out[string]
		var a, b, c axon.In[string]
		link(t, &out, &a)
		passIn(t, &a, &b)
		passIn(t, &b, &c)
		atA, atB, atC := a.Ready(), b.Ready(), c.Ready()
		send(t, &out, "x")
		require.False(t, rang(atA))
		require.False(t, rang(atB))
		require.True(t, rang(atC))
	}},
	{"CMP-25 taking out wakes outboxes, not inboxes on the way", func(t *testing.T) {
		var a, b axon.Out[string]
		var c, d axon.In[string]
		passOut(t, &a, &b)
		link(t, &b, &c)
		passIn(t, &c, &d)
		atA, atB, atC := a.Space(), b.Space(), c.Ready()
		send(t, &a, "x")
		d.TryRecv()
		require.True(t, rang(atA))
		require.True(t, rang(atB))
		require.False(t, rang(atC))
	}},
	{"CMP-26 taking out wakes every outbox of the chain", func(t *testing.T) {
		var a, b, c axon.Out[string]
		var in axon.In[string]
		passOut(t, &a, &b)
		passOut(t, &b, &c)
		link(t, &c, &in)
		atA, atB, atC := a.Space(), b.Space(), c.Space()
		send(t, &b, "x")
		in.TryRecv()
		require.True(t, rang(atA))
		require.True(t, rang(atB))
		require.True(t, rang(atC))
	}},
	{"CMP-27 who has left the chain before the taking is not woken", func(t *testing.T) {
		var a, b axon.Out[string]
		var in axon.In[string]
		l := passOut(t, &a, &b)
		link(t, &b, &in)
		atA, atB := a.Space(), b.Space()
		send(t, &a, "x")
		l.Unlink()
		in.TryRecv()
		require.False(t, rang(atA))
		require.True(t, rang(atB))
	}},
	{"CMP-28 a linkage broken and made again wakes all that are there", func(t *testing.T) {
		var a, b axon.Out[string]
		var in axon.In[string]
		l := passOut(t, &a, &b)
		link(t, &b, &in)
		atA, atB := a.Space(), b.Space()
		send(t, &a, "x")
		l.Unlink()
		passOut(t, &a, &b)
		in.TryRecv()
		require.True(t, rang(atA))
		require.True(t, rang(atB))
	}},
	{"CMP-29 a linkage made after the send wakes its owner too", func(t *testing.T) {
		var a, b axon.Out[string]
		var in axon.In[string]
		link(t, &b, &in)
		atA := a.Space()
		send(t, &b, "x")
		passOut(t, &a, &b)
		in.TryRecv()
		require.True(t, rang(atA))
	}},
}

// defaultBoxes checks that c has the four boxes of every component, empty.
func defaultBoxes(t *testing.T, c axon.Component) {
	t.Helper()
	var in, out []string
	for _, b := range axon.Look(c).Components[0].Boxes {
		if b.Inbox {
			in = append(in, b.Name)
		} else {
			out = append(out, b.Name)
		}
	}
	require.Equal(t, []string{"inbox", "control"}, in)
	require.Equal(t, []string{"outbox", "signal"}, out)
	for _, name := range in {
		_, err := c.Boxes().Inbox(name)
		require.NoError(t, err)
	}
	for _, name := range out {
		_, err := c.Boxes().Outbox(name)
		require.NoError(t, err)
	}
}

// children checks that both chassis list exactly these.
func children(t *testing.T, want []axon.Component) {
	t.Helper()
	byName := map[string]axon.Component{}
	for _, c := range want {
		byName[c.(*part).Name()] = c
	}
	p, err := axon.NewPipeline(want...)
	require.NoError(t, err)
	g, err := axon.NewGraphline(byName, []axon.Wire{})
	require.NoError(t, err)
	for _, parent := range []axon.Parent{p, g} {
		require.Equal(t, want, parent.Children())
		s := axon.Look(parent)
		require.Len(t, s.Components, 1+len(want))
		for i, c := range s.Components[1:] {
			require.Equal(t, want[i].(*part).Name(), c.Name)
			require.Equal(t, s.Components[0].ID, c.Parent)
		}
	}
}

// keepsOrder sends many, and takes some meanwhile, so that the queue both grows
// and goes round.
func keepsOrder[T any](t *testing.T, message func(n int) T) {
	t.Helper()
	var out axon.Out[T]
	var in axon.In[T]
	in.SetSize(0)
	link(t, &out, &in)
	taken := 0
	take := func() {
		m, err := in.TryRecv()
		require.NoError(t, err)
		require.Equal(t, message(taken), m)
		taken++
	}
	const many = 3000
	for n := range many {
		send(t, &out, message(n))
		if n%3 == 2 {
			take()
		}
	}
	for taken < many {
		take()
	}
	require.Zero(t, in.Len())
}
