package mobile

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// framing says how the stream is cut: not at all, after delimiters or by lengths.
type framing struct {
	delimiter []byte
	width     int
	little    bool
	max       int
}

// A framer cuts what one connection receives into frames.
type framer struct {
	framing
	rest     []byte // the beginning of a frame
	searched int    // of rest, without a delimiter
}

// cut hands the frames that p completes to emit, which keeps them. Without framing
// p is one. It stops at the first error.
func (f *framer) cut(p []byte, emit func(*Chunk) error) error {
	if f.max == 0 {
		return emit(&Chunk{data: bytes.Clone(p)})
	}
	f.rest = append(f.rest, p...)
	for {
		n, err := f.next()
		if err != nil || n == 0 {
			return err
		}
		frame := &Chunk{data: bytes.Clone(f.rest[:n]), before: f.width, after: len(f.delimiter)}
		f.rest, f.searched = f.rest[n:], 0
		if len(f.rest) == 0 {
			f.rest = nil
		}
		if err := emit(frame); err != nil {
			return err
		}
	}
}

// next returns how long the first frame in rest is, 0 when it is not complete.
func (f *framer) next() (int, error) {
	if f.width > 0 {
		return f.nextByLength()
	}
	i := bytes.Index(f.rest[f.searched:], f.delimiter)
	if i >= 0 {
		return f.within(f.searched + i + len(f.delimiter))
	}
	f.searched = max(0, len(f.rest)-len(f.delimiter)+1)
	if len(f.rest) >= f.max {
		return 0, f.tooLarge()
	}
	return 0, nil
}

func (f *framer) nextByLength() (int, error) {
	if len(f.rest) < f.width {
		return 0, nil
	}
	var number [4]byte
	var length uint32
	if f.little {
		copy(number[:], f.rest[:f.width])
		length = binary.LittleEndian.Uint32(number[:])
	} else {
		copy(number[4-f.width:], f.rest[:f.width])
		length = binary.BigEndian.Uint32(number[:])
	}
	if int64(length) > int64(f.max-f.width) {
		return 0, f.tooLarge()
	}
	n := f.width + int(length)
	if len(f.rest) < n {
		return 0, nil
	}
	return n, nil
}

func (f *framer) within(n int) (int, error) {
	if n > f.max {
		return 0, f.tooLarge()
	}
	return n, nil
}

func (f *framer) tooLarge() error {
	return failure(CodeFrameTooLarge, "read", fmt.Sprintf("a frame has more than %d bytes", f.max))
}

// last returns the frame that the end of the connection has cut off, nil if none.
func (f *framer) last() *Chunk {
	if len(f.rest) == 0 {
		return nil
	}
	rest := f.rest
	f.rest = nil
	return &Chunk{data: rest, partial: true}
}
