package main

import (
	"io"
	"os"
	"strconv"
	"sync"
	"time"
)

// A journal tells of what happens: as JSON to a descriptor, in words to standard error,
// and to the service manager. The nil journal tells nobody.
type journal struct {
	mu      sync.Mutex
	events  *os.File  // nil for none
	stderr  io.Writer // nil for none
	manager *manager  // nil for none
	missed  int64     // events that nobody took
	line    []byte    // reused
}

// A field is part of an event: a text, or a number.
type field struct {
	name string
	text string
	n    int64
	isN  bool
}

func text(name, text string) field              { return field{name: name, text: text} }
func number(name string, n int64) field         { return field{name: name, n: n, isN: true} }
func millis(name string, d time.Duration) field { return number(name, d.Milliseconds()) }

// openJournal makes what the flags and the environment ask for.
func (o *options) openJournal(stderr io.Writer) error {
	manager := newManager()
	if manager == nil && !o.verbose && o.events == 0 {
		return nil
	}
	j := &journal{manager: manager}
	if o.verbose {
		j.stderr = stderr
	}
	if o.events > 0 {
		j.events = os.NewFile(uintptr(o.events), "events")
		if _, err := j.events.Stat(); err != nil {
			return usage("-events " + strconv.Itoa(o.events) + ": " + cause(err))
		}
	}
	o.journal = j
	return nil
}

// tell writes an event. It waits for nobody: what the reader of the events does not take
// is counted, and the next event says so.
func (j *journal) tell(event string, fields ...field) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.events != nil {
		if j.missed > 0 {
			fields = append(fields, number("missed", j.missed))
		}
		j.line = appendEvent(j.line[:0], time.Now(), event, fields)
		j.missed++
		if takes(j.events) {
			if _, err := j.events.Write(j.line); err == nil {
				j.missed = 0
			}
		}
	}
	if j.stderr != nil {
		say(j.stderr, words(event, fields))
	}
	j.manager.hear(event, fields)
}

// words is an event for a person.
func words(event string, fields []field) string {
	for _, f := range fields {
		value := f.text
		if f.isN {
			value = strconv.FormatInt(f.n, 10)
		}
		if value != "" {
			event += " " + f.name + "=" + value
		}
	}
	return event
}

// appendEvent appends an event as a line of JSON.
func appendEvent(line []byte, at time.Time, event string, fields []field) []byte {
	line = append(line, `{"time":"`...)
	line = at.UTC().AppendFormat(line, "2006-01-02T15:04:05.000Z")
	line = append(line, `","event":"`...)
	line = append(line, event...)
	line = append(line, '"')
	for _, f := range fields {
		line = append(line, ',')
		line = appendQuoted(line, f.name)
		line = append(line, ':')
		if f.isN {
			line = strconv.AppendInt(line, f.n, 10)
		} else {
			line = appendQuoted(line, f.text)
		}
	}
	return append(line, "}\n"...)
}

// appendQuoted appends a string of JSON (RFC 8259 section 7). Ranging makes valid UTF-8
// of anything.
func appendQuoted(line []byte, s string) []byte {
	const digits = "0123456789abcdef"
	line = append(line, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			line = append(line, '\\', byte(r))
		case r < ' ':
			line = append(line, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			line = append(line, string(r)...)
		}
	}
	return append(line, '"')
}
