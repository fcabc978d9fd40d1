//go:build notls

package main

import (
	"encoding/binary"
	standard "hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSumIsThatOfGzip(t *testing.T) {
	data := noise(1000)
	h := newSum()
	require.Equal(t, "00000000", hex(h))
	h.Write(data[:300])
	h.Write(data[300:])
	require.Equal(t, standard.ChecksumIEEE(data), binary.BigEndian.Uint32(h.Sum(nil)))
	h.Reset()
	h.Write([]byte("123456789"))
	require.Equal(t, "cbf43926", hex(h), "the check value that catalogues of sums give")
}
