//go:build !unix

package main

import "io"

// columns returns 0: there is no terminal that we know how to redraw.
func columns(io.Writer) int { return 0 }
