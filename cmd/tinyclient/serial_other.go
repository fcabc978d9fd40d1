//go:build !linux

package main

import (
	"errors"
	"os"
)

// hasSerial says that there are no serial lines.
const hasSerial = false

func (s serialLine) open() (line *os.File, restore func(), err error) {
	return nil, nil, errors.ErrUnsupported
}
