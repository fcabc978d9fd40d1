package conformance

import (
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
)

var chains = []Promise{
	{"CHN-1 outbox to inbox delivers", func(t *testing.T) {
		var out axon.Out[string]
		var in axon.In[string]
		link(t, &out, &in)
		send(t, &out, "x")
		got(t, &in, "x")
	}},
	{"CHN-2 an inbox that is passed on delivers to the inner one", func(t *testing.T) {
		var out axon.Out[string]
		var outer, inner axon.In[string]
		link(t, &out, &outer)
		passIn(t, &outer, &inner)
		send(t, &out, "x")
		got(t, &outer)
		got(t, &inner, "x")
	}},
	{"CHN-3 the same with the linkages made the other way round", func(t *testing.T) {
		var out axon.Out[string]
		var outer, inner axon.In[string]
		passIn(t, &outer, &inner)
		link(t, &out, &outer)
		send(t, &out, "x")
		got(t, &outer)
		got(t, &inner, "x")
	}},
	{"CHN-4 an outbox put in front later, both arrive", func(t *testing.T) {
		var inner, outer axon.Out[string]
		var in axon.In[string]
		link(t, &outer, &in)
		send(t, &outer, "1")
		passOut(t, &inner, &outer)
		send(t, &inner, "2")
		send(t, &outer, "3")
		got(t, &in, "1", "2", "3")
	}},
	{"CHN-5 the same with the linkages made the other way round", func(t *testing.T) {
		var inner, outer axon.Out[string]
		var in axon.In[string]
		passOut(t, &inner, &outer)
		link(t, &outer, &in)
		send(t, &inner, "1")
		send(t, &outer, "2")
		got(t, &in, "1", "2")
	}},
	{"CHN-6 without the linkage that passes on, messages stay at the outer inbox", func(t *testing.T) {
		var out axon.Out[string]
		var outer, inner axon.In[string]
		link(t, &out, &outer)
		l := passIn(t, &outer, &inner)
		send(t, &out, "1")
		l.Unlink()
		send(t, &out, "2")
		got(t, &outer, "2")
		got(t, &inner, "1")
	}},
}
