package axon_test

import (
	"context"
	"errors"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A hasty component panics while it is activated.
type hasty struct{ axon.Base[int, int] }

func (*hasty) Start(context.Context) error { panic("on purpose") }

func TestPanicOfStart(t *testing.T) {
	var c hasty
	var news axon.In[axon.Signal]
	if _, err := axon.Link(&c.Signal, &news); err != nil {
		t.Fatal(err)
	}
	_, err := axon.Activate(t.Context(), &c)
	if p, ok := errors.AsType[*axon.PanicError](err); !ok || p.Value != "on purpose" {
		t.Errorf("got %v", err)
	}
	told, _ := news.TryRecv()
	if e, ok := told.(axon.ErrorInformation); !ok || e.Err != err {
		t.Errorf("told %v", told)
	}
	if last, _ := news.TryRecv(); last == nil || last.Stop() != axon.Drained {
		t.Errorf("last %v", last)
	}
	if c.State() != axon.Ended {
		t.Error(c.State())
	}
}
