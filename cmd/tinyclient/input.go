package main

import (
	"io"
	"sync/atomic"
)

// An input is standard input, and knows what was read and not yet delivered: its
// reader delivers each piece before it asks for the next.
type input struct {
	r       io.Reader
	pending atomic.Int64
}

func (in *input) Read(p []byte) (int, error) {
	in.pending.Store(0)
	n, err := in.r.Read(p)
	in.pending.Store(int64(n))
	return n, err
}
