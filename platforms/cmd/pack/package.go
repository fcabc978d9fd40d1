package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// members is what both kinds of packages consist of.
func members(dir string, stamp time.Time) ([]file, error) {
	t := tarball{stamp, "./"}
	control, err := os.MkdirTemp("", "control")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(control)
	if err := os.CopyFS(control, os.DirFS(filepath.Join(dir, "control"))); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if err := addSize(filepath.Join(control, "control"), data); err != nil {
		return nil, err
	}
	description, err := t.directory(control)
	if err != nil {
		return nil, err
	}
	contents, err := t.directory(data)
	if err != nil {
		return nil, err
	}
	return []file{
		{"debian-binary", 0o644, []byte("2.0\n")},
		{"control.tar.gz", 0o644, description},
		{"data.tar.gz", 0o644, contents},
	}, nil
}

// addSize says in the description how many KiB the files take.
func addSize(description, dir string) error {
	var kib int64
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() {
			kib += (info.Size() + 1023) / 1024
		}
		return err
	})
	if err != nil {
		return err
	}
	text, err := os.ReadFile(description)
	if err != nil {
		return err
	}
	before, after, ok := strings.Cut(string(text), "Description:")
	if !ok {
		return fmt.Errorf("%s: no Description", description)
	}
	return os.WriteFile(description, fmt.Appendf(nil, "%sInstalled-Size: %d\nDescription:%s", before, kib, after), 0o644)
}

// deb is an archive as ar(1) makes it: a header of text and the data, at even offsets.
func deb(dir string, stamp time.Time) ([]byte, error) {
	files, err := members(dir, stamp)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("!<arch>\n")
	for _, f := range files {
		fmt.Fprintf(&b, "%-16s%-12d%-6d%-6d%-8o%-10d`\n", f.name, stamp.Unix(), 0, 0, 0o100000|f.mode, len(f.data))
		b.Write(f.data)
		if len(f.data)%2 != 0 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes(), nil
}

// ipk holds the same in a .tar.gz.
func ipk(dir string, stamp time.Time) ([]byte, error) {
	files, err := members(dir, stamp)
	if err != nil {
		return nil, err
	}
	return tarball{stamp, "./"}.pack(files)
}
