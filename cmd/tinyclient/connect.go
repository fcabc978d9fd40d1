package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
)

const (
	// outputGrace is what an interrupt leaves for a slow standard output.
	outputGrace = 100 * time.Millisecond
	// readGrace is how long, at the server's end, a read of the input that has
	// just returned may take to be counted.
	readGrace = 20 * time.Millisecond
	// unwatchedTime is how long a signal still ends the program by itself, where nothing is
	// to be restored or told then: to take signals costs a tenth of a start.
	unwatchedTime = 5 * time.Millisecond
	// settleTime is how long a new connection is left alone before memory is given back.
	settleTime = 100 * time.Millisecond
)

// connect joins stdin and stdout to the server.
func connect(o *options, stdin io.Reader, stdout, stderr io.Writer) error {
	in := &input{r: stdin}
	reader := stock.NewFromReader(in)
	client := o.client(stderr)
	out := newSink(stdout)
	before, behind := o.filters()
	pipeline, err := axon.NewPipeline(chain(reader, before, client, behind, out)...)
	if err != nil {
		return err
	}
	var settled atomic.Pointer[time.Timer]
	defer func() {
		if t := settled.Load(); t != nil {
			t.Stop()
		}
	}()
	out.OnConnect = func() {
		if o.graph {
			io.WriteString(stderr, picture(axon.Look(pipeline)))
		}
		settled.Store(time.AfterFunc(settleTime, giveBack))
	}
	readerEnd, outEnd := make(chan struct{}), make(chan struct{})
	reader.OnEnd(func() { close(readerEnd) })
	out.OnEnd(func() { close(outEnd) })
	signals := make(chan os.Signal, 1)
	watch := func() { signal.Notify(signals, os.Interrupt, syscall.SIGTERM) }
	defer signal.Stop(signals)
	atOnce := o.serial.path != "" || o.journal != nil
	if atOnce {
		watch()
	}

	h, err := axon.Activate(context.Background(), pipeline)
	if err != nil {
		return err
	}
	runtime.Gosched() // what follows can wait for the connection to be begun
	var unwatched <-chan time.Time
	if !atOnce {
		unwatched = time.After(unwatchedTime)
	}
	signs, stopSigns := o.journal.signs()
	defer stopSigns()
	total := o.totalTime()
	for over := false; !over; {
		select {
		case <-outEnd:
			over = true
		case <-unwatched:
			watch()
		case <-signs:
			o.journal.live()
		case <-signals:
			signal.Stop(signals) // the next one ends the program
			interrupt(h, client, outEnd)
			return interrupted
		case <-total:
			interrupt(h, client, outEnd)
			return &failure{statusTimeout, "not done within " + o.totalTimeout.String() + "; -total-timeout allows more"}
		}
	}
	if out.err == nil {
		// A read that waits cannot be interrupted and is left behind, but
		// input that is there and was not sent is a failure.
		patience := readGrace
		if ready(stdin) {
			patience = time.Second
		}
		select {
		case <-readerEnd:
		case <-time.After(patience):
		}
	}
	err = h.Stop()
	pending := in.pending.Load()
	for _, f := range before {
		pending += f.lost.Load()
	}
	return verdict(o, err, pending, out)
}

// chain is the order of the pipeline.
func chain(reader axon.Component, before []*filter, client axon.Component, behind []*filter, out axon.Component) []axon.Component {
	parts := []axon.Component{reader}
	for _, f := range before {
		parts = append(parts, f)
	}
	parts = append(parts, client)
	for _, f := range behind {
		parts = append(parts, f)
	}
	return append(parts, out)
}

// interrupt ends the connection in order, if that does not take long.
func interrupt(h *axon.Handle, client axon.Component, outEnd <-chan struct{}) {
	if control := client.Boxes().Get("control", true); control != nil {
		axon.Deliver(context.Background(), axon.ShutdownMicroprocess{Caller: "tinyclient"}, control)
	}
	select {
	case <-outEnd:
		h.Stop()
	case <-time.After(hardFlush + outputGrace):
		h.Cancel()
	}
}

// verdict finds the failure, if any, in what has ended: the user's own side first,
// for the rest follows from it. pending is the input that was read and not sent.
func verdict(o *options, err error, pending int64, out *sink) error {
	for _, child := range children(err) {
		switch {
		case errors.Is(child, axon.ErrEnded):
			// It was refused because another has ended.
		case child.Name == "FromReader":
			return &failure{statusLocal, o.near("standard input") + ": " + cause(child.Err)}
		case child.Name == "RateControlledFileReader":
			return &failure{statusLocal, cause(child.Err)}
		case child.Name == "Tap":
			return &failure{statusLocal, "record of the traffic: " + cause(child.Err)}
		case child.Name == "ToWriter":
			return &failure{statusLocal, o.near("standard output") + ": " + cause(child.Err)}
		}
	}
	lost := out.unsent + pending
	switch {
	case out.err != nil && out.connected:
		return unsent(lossFailure(o, out.err), lost)
	case out.err != nil && o.reconnect: // others before may have sent some
		return unsent(connectFailure(o, out.err), lost)
	case out.err != nil:
		return connectFailure(o, out.err)
	case lost > 0:
		return unsent(&failure{statusOther, "connection to " + o.target() + ": the server has closed it"}, lost)
	}
	return err
}

// near is a side of the program that is not the network's: a name, or the serial line.
func (o *options) near(name string) string {
	if o.serial.path != "" {
		return o.serial.path
	}
	return name
}

// children returns the failures of the components that err joins.
func children(err error) []*axon.ChildError {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var found []*axon.ChildError
	for _, err := range joined.Unwrap() {
		if child, ok := err.(*axon.ChildError); ok {
			found = append(found, child)
		}
	}
	return found
}
