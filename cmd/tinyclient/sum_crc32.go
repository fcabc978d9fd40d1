//go:build notls

package main

import (
	"encoding/binary"
	"hash"
)

// The sum that the demo prints: that of gzip(1) and zip(1). SHA-256 would link 130 kB,
// which a program with TLS has anyway.
const sumName = "crc32"

// A crc32 is that sum (RFC 1952 section 8), four bits at a time. Package hash/crc32
// makes its tables at every start of the program.
type crc32 struct{ inverse uint32 }

var crc32OfFour = [16]uint32{
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
}

func newSum() hash.Hash {
	h := new(crc32)
	h.Reset()
	return h
}

func (h *crc32) Write(p []byte) (int, error) {
	sum := h.inverse
	for _, b := range p {
		sum ^= uint32(b)
		sum = sum>>4 ^ crc32OfFour[sum&15]
		sum = sum>>4 ^ crc32OfFour[sum&15]
	}
	h.inverse = sum
	return len(p), nil
}

func (h *crc32) Sum(b []byte) []byte { return binary.BigEndian.AppendUint32(b, ^h.inverse) }
func (h *crc32) Reset()              { h.inverse = ^uint32(0) }
func (h *crc32) Size() int           { return 4 }
func (h *crc32) BlockSize() int      { return 1 }
