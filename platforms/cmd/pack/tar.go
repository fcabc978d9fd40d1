package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A tarball says how its files look.
type tarball struct {
	stamp  time.Time
	prefix string // of every name
}

// A file is one entry, whose name is relative to the root of the archive.
type file struct {
	name string
	mode int64
	data []byte
}

// directory packs what is below dir, with the directories on the way.
func (t tarball) directory(dir string) ([]byte, error) {
	var files []file
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			files = append(files, file{filepath.ToSlash(name) + "/", 0o755, nil})
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := int64(0o644)
		if info.Mode()&0o100 != 0 {
			mode = 0o755
		}
		data, err := os.ReadFile(path)
		files = append(files, file{filepath.ToSlash(name), mode, data})
		return err
	})
	if err != nil {
		return nil, err
	}
	return t.pack(files)
}

func (t tarball) pack(files []file) ([]byte, error) {
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(zip)
	for _, f := range files {
		header := &tar.Header{
			Name: t.prefix + f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: t.stamp,
			Uname: "root", Gname: "root", Format: tar.FormatGNU, Typeflag: tar.TypeReg,
		}
		if f.data == nil && f.name[len(f.name)-1] == '/' {
			header.Typeflag = tar.TypeDir
		}
		if f.name == "./" {
			header.Name = t.prefix
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
