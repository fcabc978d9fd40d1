package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"slices"
	"strings"
)

// modules returns the files of the drivers and of what they depend on, in the order
// to load them.
func modules(kernel string, drivers []string) (files []string, err error) {
	for _, driver := range drivers {
		file, err := find(kernel, strings.ReplaceAll(driver, "_", "?")+".ko")
		if err != nil {
			return nil, err
		}
		needed, err := depends(file)
		if err != nil {
			return nil, err
		}
		below, err := modules(kernel, needed)
		if err != nil {
			return nil, err
		}
		for _, file := range append(below, file) {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// depends reads from a module what must be loaded before it.
func depends(file string) ([]string, error) {
	module, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer module.Close()
	section := module.Section(".modinfo")
	if section == nil {
		return nil, fmt.Errorf("%s: not a module", file)
	}
	info, err := section.Data()
	if err != nil {
		return nil, err
	}
	for field := range bytes.SplitSeq(info, []byte{0}) {
		if names, ok := bytes.CutPrefix(field, []byte("depends=")); ok && len(names) > 0 {
			return strings.Split(string(names), ","), nil
		}
	}
	return nil, nil
}
