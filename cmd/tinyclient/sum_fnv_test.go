//go:build notls

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSumIsThatOfItsAuthors(t *testing.T) {
	h := newSum()
	require.Equal(t, "cbf29ce484222325", hex(h))
	h.Write([]byte("foo"))
	h.Write([]byte("bar"))
	require.Equal(t, "85944171f73967e8", hex(h), "the value that the test suite of FNV's authors gives")
}
