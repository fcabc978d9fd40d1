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

var errNone = because.New("selector: this program was built without the tag selector, or for a system that has none: "+errors.ErrUnsupported.Error(), errors.ErrUnsupported)

func wasClosed(fd int, causes ...error) error {
	return because.New("selector: descriptor "+strconv.Itoa(fd)+" is closed", append([]error{ErrDescriptorClosed}, causes...)...)
}

// refused names a descriptor that the back end does not take, such as a file's.
func refused(fd int, err error) error {
	return because.New("selector: descriptor "+strconv.Itoa(fd)+": "+err.Error(), err)
}
