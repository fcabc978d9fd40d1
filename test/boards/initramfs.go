package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
)

// An archive is a cpio archive in the "newc" format, which Linux unpacks as its
// first root. It needs neither cpio nor the right to make device nodes.
type archive struct {
	buffer bytes.Buffer
	files  int
}

// The kinds of files, as in stat(2).
const (
	kindDirectory = 0o040000
	kindCharacter = 0o020000
	kindRegular   = 0o100000
)

// entry appends one file. Headers and contents are padded to 4 bytes.
func (a *archive) entry(name string, mode, major, minor int, data []byte) {
	a.files++
	const owner, group, links, time, fileMajor, fileMinor, check = 0, 0, 1, 0, 0, 0, 0
	a.buffer.WriteString("070701")
	for _, field := range []int{a.files, mode, owner, group, links, time, len(data), fileMajor, fileMinor, major, minor, len(name) + 1, check} {
		fmt.Fprintf(&a.buffer, "%08x", field)
	}
	a.buffer.WriteString(name + "\x00")
	a.pad()
	a.buffer.Write(data)
	a.pad()
}

func (a *archive) pad() {
	for a.buffer.Len()%4 != 0 {
		a.buffer.WriteByte(0)
	}
}

func (a *archive) directory(name string) { a.entry(name, kindDirectory|0o755, 0, 0, nil) }

func (a *archive) device(name string, major, minor int) {
	a.entry(name, kindCharacter|0o600, major, minor, nil)
}

func (a *archive) text(name, text string) { a.entry(name, kindRegular|0o644, 0, 0, []byte(text)) }

func (a *archive) file(name, from string, mode int) error {
	data, err := os.ReadFile(from)
	if err == nil {
		a.entry(name, kindRegular|mode, 0, 0, data)
	}
	return err
}

// write ends the archive and stores it, compressed.
func (a *archive) write(name string) error {
	a.entry("TRAILER!!!", 0, 0, 0, nil)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(a.buffer.Bytes()); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, packed.Bytes(), 0o644)
}
