package main

import "os"

// contents reads a file that a flag names.
func contents(flag, name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	switch {
	case err != nil:
		return nil, usage(flag + " " + name + ": " + cause(err))
	case len(data) == 0:
		return nil, usage(flag + " " + name + ": is empty")
	}
	return data, nil
}
