//go:build !notls

package main

import (
	"errors"
	"os"
	"time"
)

// A clock is never earlier than a time that has certainly been: many devices wake up in
// 1970, when no certificate was valid.
type clock struct {
	floor time.Time
	file  string // its modification time is another floor, "" for none
}

// saveEvery bounds how often the file is touched: flash wears out.
const saveEvery = 24 * time.Hour

func newClock(o *options) clock {
	c := clock{floor: o.clockFloor, file: o.clockFile}
	if c.floor.IsZero() {
		c.floor = buildTime()
	}
	return c
}

// now is the latest of the system's time, the floor and the saved time.
func (c clock) now() time.Time {
	now, _ := c.latest()
	return now
}

// from says which of them that is.
func (c clock) from() string {
	_, name := c.latest()
	return name
}

func (c clock) latest() (now time.Time, name string) {
	now, name = time.Now(), "system"
	if c.floor.After(now) {
		now, name = c.floor, "floor"
	}
	if saved := c.saved(); saved.After(now) {
		now, name = saved, "file"
	}
	return now, name
}

func (c clock) saved() time.Time {
	if info, err := os.Stat(c.file); c.file != "" && err == nil {
		return info.ModTime()
	}
	return time.Time{}
}

// save keeps a time at which a certificate was valid. What cannot be written is no
// reason to refuse a connection.
func (c clock) save() {
	now := c.now()
	if c.file == "" || now.Sub(c.saved()) < saveEvery {
		return
	}
	if f, err := os.OpenFile(c.file, os.O_CREATE|os.O_WRONLY, 0o644); err == nil {
		f.Close()
		os.Chtimes(c.file, now, now)
	}
}

// built is when a release was built, in seconds since 1970: -ldflags '-X main.built=1780000000'.
var built string

// setTimestamp reads a date or a time as in RFC 3339.
func setTimestamp(to *time.Time, value string) error {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, value); err == nil {
			*to = t
			return nil
		}
	}
	return errors.New("say a date such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z")
}
