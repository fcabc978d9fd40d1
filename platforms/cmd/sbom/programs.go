package main

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// standardLibrary stands for Go's own packages, as vulnerability databases name them.
const standardLibrary = "stdlib"

// A program is one file of the release.
type program struct {
	name         string
	sha1, sha256 string
	main         module
	modules      []module // that it is linked from, the standard library included
}

// A module is one that programs are linked from.
type module struct {
	path, version string
	licence       string // SPDX's name of it
	copyright     string
	text          string // of the licence
}

func read(file string) (p program, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return p, err
	}
	info, err := buildinfo.Read(bytes.NewReader(data))
	if err != nil {
		info, err = search(data)
	}
	if err != nil {
		return p, err
	}
	p = program{
		name: filepath.Base(file),
		sha1: fmt.Sprintf("%x", sha1.Sum(data)), sha256: fmt.Sprintf("%x", sha256.Sum256(data)),
		main: module{path: info.Main.Path},
	}
	p.modules = []module{{path: standardLibrary, version: strings.TrimPrefix(info.GoVersion, "go")}}
	for _, dependency := range info.Deps {
		if dependency.Replace != nil {
			dependency = dependency.Replace
		}
		p.modules = append(p.modules, module{path: dependency.Path, version: dependency.Version})
	}
	return p, nil
}

// search finds what the linker has written without knowing the format of the file.
// Package buildinfo looks at every 16th byte only, counted from where Plan 9's data
// begins, and there that may be anywhere.
func search(data []byte) (*debug.BuildInfo, error) {
	const (
		magic  = "\xff Go buildinf:"
		header = 32 // bytes, before two strings, each after its length
		fence  = 16 // bytes, before and after the second string's text
	)
	for {
		at := bytes.Index(data, []byte(magic))
		if at < 0 {
			return nil, errors.New("not a Go program")
		}
		data = data[at+len(magic):]
		if len(data) < header-len(magic) {
			continue
		}
		version, rest := str(data[header-len(magic):])
		modules, _ := str(rest)
		if !strings.HasPrefix(version, "go") || len(modules) < 2*fence {
			continue // the name of the thing, not the thing
		}
		info, err := debug.ParseBuildInfo(modules[fence : len(modules)-fence])
		if err == nil {
			info.GoVersion = version
		}
		return info, err
	}
}

// str splits a string, after its length, from what follows. It is empty when there is none.
func str(data []byte) (text string, rest []byte) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return "", nil
	}
	return string(data[n : n+int(size)]), data[n+int(size):]
}

// modulesOf returns every module once, with its licence, the project's own first.
func modulesOf(programs []program) ([]module, error) {
	found := map[string]module{}
	for _, p := range programs {
		for _, m := range p.modules {
			if other, ok := found[m.path]; ok && other.version != m.version {
				return nil, fmt.Errorf("%s: %s in one program and %s in another", m.path, other.version, m.version)
			}
			found[m.path] = m
		}
	}
	modules := append([]module{programs[0].main}, slices.SortedFunc(maps.Values(found), func(a, b module) int {
		return cmp.Compare(a.path, b.path)
	})...)
	for i := range modules {
		if err := modules[i].findLicence(); err != nil {
			return nil, err
		}
	}
	return modules, nil
}
