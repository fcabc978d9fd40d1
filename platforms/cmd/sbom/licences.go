package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// licences tells a text by sentences of it. The first whose all are there is it.
var licences = []struct {
	name      string
	sentences []string
}{
	{"Apache-2.0", []string{"Apache License", "Version 2.0, January 2004", "Grant of Patent License"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "Redistributions in binary form must reproduce", "Neither the name of"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms", "Redistributions in binary form must reproduce"}},
	{"MIT", []string{"Permission is hereby granted, free of charge", "The above copyright notice and this permission notice shall be"}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any"}},
}

// classify returns SPDX's name of a licence, and who has the copyright.
func classify(text string) (name, copyright string, err error) {
	words := strings.Join(strings.Fields(text), " ")
next:
	for _, licence := range licences {
		for _, sentence := range licence.sentences {
			if !strings.Contains(words, sentence) {
				continue next
			}
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "Copyright ") {
				copyright = strings.TrimSpace(line)
				break
			}
		}
		return licence.name, copyright, nil
	}
	return "", "", errors.New("a licence that is not known here")
}

// findLicence reads the licence where the go command has the module.
func (m *module) findLicence() error {
	dir, err := m.directory()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, "LICENSE"))
	if err != nil {
		return err
	}
	m.text = string(text)
	if m.licence, m.copyright, err = classify(m.text); err != nil {
		return fmt.Errorf("%s: %w", m.path, err)
	}
	return nil
}

func (m *module) directory() (string, error) {
	words := []string{"list", "-m", "-f", "{{.Dir}}", m.path}
	if m.path == standardLibrary {
		words = []string{"env", "GOROOT"}
	}
	out, err := exec.Command("go", words...).Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(words, " "), err)
	}
	dir := string(bytes.TrimSpace(out))
	if dir == "" {
		return "", fmt.Errorf("%s: its sources are not here", m.path)
	}
	return dir, nil
}

// copyLicence stores the text, named after the module.
func (m *module) copyLicence(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	name := strings.ReplaceAll(m.path, "/", "_")
	return os.WriteFile(filepath.Join(dir, name+".txt"), []byte(m.text), 0o644)
}
