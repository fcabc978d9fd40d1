package selector

import (
	"errors"
	"strconv"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// ErrDescriptorClosed is matched by the error of a Notice for a descriptor that was
// closed while it was registered, or before.
var ErrDescriptorClosed = errors.New("descriptor is closed")

// ErrSelectorEnded is matched by the error of a Notice from a Selector that has ended
// before the descriptor was ready.
var ErrSelectorEnded = errors.New("selector has ended")

func wasClosed(fd int, causes ...error) error {
	return because.New("selector: descriptor "+strconv.Itoa(fd)+" is closed", append([]error{ErrDescriptorClosed}, causes...)...)
}
