// Command pages looks at the libraries in Android archives (.aar) or alone (.so): it
// prints their sizes, as they are and deflated, and fails when one for 64 bits cannot
// be loaded on systems with pages of 16 KiB.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

const page = 16 << 10

func main() {
	failed := false
	for _, name := range os.Args[1:] {
		if err := look(name); err != nil {
			fmt.Fprintf(os.Stderr, "pages: %s: %v\n", name, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

func look(name string) error {
	if !strings.HasSuffix(name, ".aar") {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return library(name, content)
	}
	archive, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer archive.Close()
	found := 0
	for _, file := range archive.File {
		if path.Ext(file.Name) != ".so" {
			continue
		}
		content, err := read(file)
		if err != nil {
			return err
		}
		if err := library(name+" "+file.Name, content); err != nil {
			return err
		}
		found++
	}
	if found == 0 {
		return fmt.Errorf("there is no library in it")
	}
	return nil
}

func read(file *zip.File) ([]byte, error) {
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func library(name string, content []byte) error {
	program, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		return err
	}
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("%-60s %10d %10d\n", name, len(content), deflated.Len())
	for _, segment := range program.Progs {
		if program.Class == elf.ELFCLASS64 && segment.Type == elf.PT_LOAD && segment.Align < page {
			return fmt.Errorf("a segment is aligned to %d bytes only, and pages have %d", segment.Align, page)
		}
	}
	return nil
}
