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

// A framer cuts what one connection receives into chunks.
type framer struct {
	framing
	spare    *spare
	rest     []byte // what was received and not cut
	searched int    // of rest, without a delimiter
	broken   bool   // a frame was too large: nothing is cut any more
	ended    bool   // nothing is added any more
}

// add takes data, which it keeps.
func (f *framer) add(data []byte) {
	if len(f.rest) == 0 {
		f.rest = data
		return
	}
	f.rest = append(f.rest, data...)
}

// cut returns the next chunk, or nil when there is none. A frame that is too large is
// an error once, and what is there at the end of the connection is one more chunk.
func (f *framer) cut() (*Chunk, error) {
	if len(f.rest) == 0 {
		return nil, nil
	}
	if f.max == 0 {
		return &Chunk{data: f.spare.fitted(f.takeBack()), spare: f.spare}, nil
	}
	if !f.broken {
		n, err := f.next()
		if n > 0 {
			chunk := &Chunk{data: bytes.Clone(f.rest[:n]), before: f.width, after: len(f.delimiter)}
			f.rest, f.searched = f.rest[n:], 0
			return chunk, nil
		}
		if err != nil {
			f.broken = true
			return nil, err
		}
	}
	if f.ended {
		return &Chunk{data: f.takeBack(), partial: true}, nil
	}
	return nil, nil
}

// ready reports whether cut would return something.
func (f *framer) ready() bool {
	if len(f.rest) == 0 {
		return false
	}
	if f.max == 0 || f.ended {
		return true
	}
	n, err := f.next()
	return !f.broken && (n > 0 || err != nil)
}

// takeBack returns all that was not cut.
func (f *framer) takeBack() (rest []byte) {
	rest, f.rest, f.searched = f.rest, nil, 0
	return rest
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
