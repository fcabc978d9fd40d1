package axon_test

import (
	"context"
	"sync"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
)

// TestFenceAndRefuse has a box refused while its sender comes to a fence.
func TestFenceAndRefuse(t *testing.T) {
	for range 2000 {
		var in axon.In[int]
		var out axon.Out[int]
		if _, err := axon.Link(&out, &in); err != nil {
			t.Fatal(err)
		}
		in.Handle(func(context.Context, int) {})
		var all sync.WaitGroup
		all.Go(func() { out.Send(context.Background(), 1) })
		all.Go(func() { in.Fence(func() {}) })
		all.Go(in.Refuse)
		all.Wait()
	}
}
