package main

import (
	"context"
	"os"
	"strconv"
	"sync"
	"time"
)

// A record is a file that shows what has gone each way.
type record struct {
	mu   sync.Mutex
	file *os.File
	form func(text []byte, way byte, at int64, m []byte) []byte
	text []byte // reused
}

// openRecords opens what the flags ask for.
func (o *options) openRecords() error {
	for _, wanted := range []struct {
		flag, name string
		form       func([]byte, byte, int64, []byte) []byte
	}{{"-hex-dump", o.hexDump, hexDump}, {"-log", o.log, trafficLog}} {
		if wanted.name == "" {
			continue
		}
		r, err := newRecord(wanted.flag, wanted.name, wanted.form)
		if err != nil {
			return err
		}
		o.records = append(o.records, r)
	}
	return nil
}

// newRecord opens a file for a flag; - is standard error.
func newRecord(flag, name string, form func([]byte, byte, int64, []byte) []byte) (*record, error) {
	if name == "-" {
		return &record{file: os.Stderr, form: form}, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, usage(flag + " " + name + ": " + cause(err))
	}
	return &record{file: f, form: form}, nil
}

// tap returns a filter that records what goes one way: > to the server, < from it.
func (r *record) tap(way byte) *filter {
	at := int64(0)
	return newFilter("Tap", func(_ context.Context, m []byte, send func([]byte) error) error {
		r.mu.Lock()
		r.text = r.form(r.text[:0], way, at, m)
		_, err := r.file.Write(r.text)
		r.mu.Unlock()
		at += int64(len(m))
		if err != nil {
			return err
		}
		return send(m)
	})
}

// hexDump writes lines of 16 bytes: way, place, bytes, text.
func hexDump(text []byte, way byte, at int64, m []byte) []byte {
	const digits = "0123456789abcdef"
	for len(m) > 0 {
		line := m[:min(16, len(m))]
		m = m[len(line):]
		text = append(text, way, ' ')
		for shift := 28; shift >= 0; shift -= 4 {
			text = append(text, digits[at>>shift&15])
		}
		at += int64(len(line))
		for i := range 16 {
			if i%8 == 0 {
				text = append(text, ' ')
			}
			if i < len(line) {
				text = append(text, ' ', digits[line[i]>>4], digits[line[i]&15])
			} else {
				text = append(text, "   "...)
			}
		}
		text = append(text, "  |"...)
		for _, b := range line {
			if b < ' ' || b > '~' {
				b = '.'
			}
			text = append(text, b)
		}
		text = append(text, "|\n"...)
	}
	return text
}

// trafficLog writes a line for each message: time, way, size, and the bytes quoted.
func trafficLog(text []byte, way byte, _ int64, m []byte) []byte {
	text = time.Now().UTC().AppendFormat(text, "2006-01-02T15:04:05.000Z")
	text = append(text, ' ', way, ' ')
	text = strconv.AppendInt(text, int64(len(m)), 10)
	text = append(text, ' ')
	return append(strconv.AppendQuoteToASCII(text, string(m)), '\n')
}
