package axon_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/threadedtcp/threadedtcp/axon"
)

// Words sends a few messages.
type Words struct{ axon.Base[[]byte, []byte] }

func (w *Words) Run(ctx context.Context) error {
	for _, word := range []string{"pipes", "for", "programs"} {
		if err := w.Outbox.Send(ctx, []byte(word)); err != nil {
			return err
		}
	}
	return nil
}

// Upper has a goroutine of its own and reads its inbox.
type Upper struct{ axon.Base[[]byte, []byte] }

func (u *Upper) Run(ctx context.Context) error {
	_, err := u.Each(ctx, func(m []byte) error {
		return u.Outbox.Send(ctx, bytes.ToUpper(m))
	})
	return err
}

// Printer has none: its handlers run on the goroutines of senders.
type Printer struct{ axon.Base[[]byte, []byte] }

func (p *Printer) Start(context.Context) error {
	p.Inbox.Handle(func(_ context.Context, m []byte) { fmt.Printf("%s\n", m) })
	p.Control.Handle(func(_ context.Context, m axon.Signal) {
		if m.Stop() != axon.Never {
			p.Inbox.After(func() { p.End(nil) })
		}
	})
	return nil
}

func ExamplePipeline() {
	system, err := axon.NewPipeline(&Words{}, &Upper{}, &Printer{})
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	fmt.Println(err)
	// Output:
	// PIPES
	// FOR
	// PROGRAMS
	// <nil>
}

func ExampleGraphline() {
	system, err := axon.NewGraphline(
		map[string]axon.Component{"WORDS": &Words{}, "PRINT": &Printer{}},
		[]axon.Wire{
			{From: "WORDS", FromBox: "outbox", To: "PRINT", ToBox: "inbox"},
			{From: "WORDS", FromBox: "signal", To: "PRINT", ToBox: "control"},
		})
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	fmt.Println(err)
	// Output:
	// pipes
	// for
	// programs
	// <nil>
}

func ExampleLink() {
	var out axon.Out[string]
	var in axon.In[string]
	linkage, _ := axon.Link(&out, &in)
	out.Send(context.Background(), "kept")
	linkage.Unlink()
	out.Send(context.Background(), "discarded")
	m, _ := in.TryRecv()
	fmt.Println(m, in.Len(), out.Discarded())
	// Output: kept 0 1
}

func ExampleOut_TrySend() {
	var out axon.Out[int]
	var in axon.In[int]
	in.SetSize(1)
	axon.Link(&out, &in)
	fmt.Println(out.TrySend(1))
	fmt.Println(out.TrySend(2))
	// Output:
	// <nil>
	// send box: no space in box
}

func ExampleLook() {
	system, _ := axon.NewPipeline(&Words{}, &Printer{})
	handle, _ := axon.Activate(context.Background(), system)
	handle.Wait()
	for _, c := range axon.Look(system).Components {
		fmt.Println(c.Name, c.State)
	}
	// Output:
	// pipes
	// for
	// programs
	// Pipeline ended
	// Words ended
	// Printer ended
}

func ExampleTracker() {
	var tracker axon.Tracker
	printer := &Printer{}
	fmt.Println(tracker.Register("printer", printer, "inbox"))
	_, box, err := tracker.Retrieve("printer")
	fmt.Println(box, err)
	_, _, err = tracker.Retrieve("plotter")
	fmt.Println(err)
	// Output:
	// <nil>
	// Printer.inbox <nil>
	// retrieve "plotter": service not found
}
