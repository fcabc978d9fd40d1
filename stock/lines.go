package stock

import (
	"bufio"
	"errors"
	"io"
	"strconv"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// DefaultMaxLine is how long a line may be, in bytes and with its newline, where
// no option says otherwise.
const DefaultMaxLine = 1 << 20

// ErrLineTooLong is matched by the error of a component that met a line longer
// than its limit. Nothing of that line is sent.
var ErrLineTooLong = errors.New("line too long")

// lines reads whole lines of limited length.
type lines struct {
	r     *bufio.Reader
	limit int
	n     int // lines read
}

// newLines reads from r; limit 0 means DefaultMaxLine.
func newLines(r io.Reader, limit int) *lines {
	if limit <= 0 {
		limit = DefaultMaxLine
	}
	return &lines{r: bufio.NewReader(r), limit: limit}
}

// appendTo appends the next line, newline included. A last line without newline
// comes together with io.EOF.
func (l *lines) appendTo(buf []byte) ([]byte, error) {
	l.n++
	start := len(buf)
	for {
		part, err := l.r.ReadSlice('\n')
		if len(buf)-start+len(part) > l.limit {
			return buf[:start], because.New("line "+strconv.Itoa(l.n)+": "+ErrLineTooLong.Error()+": over "+strconv.Itoa(l.limit)+" bytes", ErrLineTooLong)
		}
		buf = append(buf, part...)
		if err != bufio.ErrBufferFull {
			return buf, err
		}
	}
}
