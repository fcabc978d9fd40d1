//go:build !selector || !(linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

import (
	"errors"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

var errNone = because.Of("selector: this program was built without the tag selector, or for a system that has none", errors.ErrUnsupported)

func open() (poller, error) { return nil, errNone }

func identify(int) (identity, error) { return identity{}, errNone }
