package main

import (
	"os"
	"strconv"
	"strings"
)

// prefix begins the names of variables of the environment that are flags.
const prefix = "TINYCLIENT_"

// fromEnvironment returns the settings of variables such as TINYCLIENT_IDLE_TIMEOUT.
func fromEnvironment(flags []flag, environment []string) (settings []setting, err error) {
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		rest, ours := strings.CutPrefix(name, prefix)
		if !ours || value == "" {
			continue
		}
		f := find(flags, strings.ReplaceAll(strings.ToLower(rest), "_", "-"))
		if f == nil || len(rest) == 1 {
			return nil, usage("environment: " + name + " is no flag of tinyclient")
		}
		settings = append(settings, setting{f, value, "environment: "})
	}
	return settings, nil
}

// fromFile returns the settings of a configuration file: a line for each, "name value" or
// "name = value". # begins a comment where a line or a word begins.
func fromFile(flags []flag, name string) (settings []setting, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("-config " + name + ": " + cause(err))
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		where := name + ":" + strconv.Itoa(n) + ": "
		key, value := splitLine(line)
		if key == "" {
			continue
		}
		f := find(flags, key)
		switch {
		case f == nil || len(key) == 1 || key == "config":
			return nil, usage(where + strconv.Quote(key) + " is no flag of tinyclient")
		case f.arg != "" && value == "":
			return nil, usage(where + key + " wants " + f.arg)
		}
		settings = append(settings, setting{f, value, where})
	}
	return settings, nil
}

// splitLine returns the two halves of a line, both empty for one that says nothing.
func splitLine(line string) (key, value string) {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return "", ""
	}
	if i := strings.IndexAny(line, " \t="); i >= 0 {
		key, value = line[:i], strings.TrimSpace(line[i:])
		value = strings.TrimSpace(strings.TrimPrefix(value, "="))
	} else {
		key = line
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	return key, value
}
