package main

import (
	"bytes"
	"context"
)

// newCRLF returns a filter that ends lines by CR LF, as most protocols of the Internet
// have it. Those that end so already stay as they are.
func newCRLF() *filter {
	var last byte
	return newFilter("CRLF", func(_ context.Context, m []byte, send func([]byte) error) error {
		lines := make([]byte, 0, len(m)+bytes.Count(m, []byte{'\n'}))
		for _, b := range m {
			if b == '\n' && last != '\r' {
				lines = append(lines, '\r')
			}
			lines = append(lines, b)
			last = b
		}
		return send(lines)
	})
}
