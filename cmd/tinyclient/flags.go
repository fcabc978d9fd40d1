package main

import "strings"

// A flag is one option: -name, or -short, on the command line, name in a configuration
// file, and TINYCLIENT_NAME in the environment.
type flag struct {
	short, name string
	arg         string // empty for one that is on or off
	text        string
	set         func(o *options, value string) error
	secret      bool // the value is not for messages
}

// title is the flag as messages name it.
func (f *flag) title() string { return "-" + f.name }

// find returns the flag of a name, without its dashes.
func find(flags []flag, name string) *flag {
	for i := range flags {
		if f := &flags[i]; name != "" && (name == f.name || name == f.short) {
			return f
		}
	}
	return nil
}

// A setting is a flag with its value, and what to say before an error: where it stands.
type setting struct {
	*flag
	value string
	where string
}

func (s setting) apply(o *options) error {
	err := s.set(o, s.value)
	switch {
	case err == nil:
		return nil
	case s.arg == "" || s.secret:
		return usage(s.where + s.title() + ": " + err.Error())
	default:
		return usage(s.where + s.title() + " " + s.value + ": " + err.Error())
	}
}

// isOff reports whether a flag that is on or off is off.
func (s setting) isOff() bool {
	on := true
	return s.arg == "" && setToggle(&on, s.value) == nil && !on
}

// split sorts a command line into flags and other words, which may stand in any
// order. After -- there are only words.
func split(flags []flag, args []string) (settings []setting, words []string, err error) {
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		switch {
		case word == "--":
			return settings, append(words, args...), nil
		case len(word) < 2 || word[0] != '-':
			words = append(words, word)
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
		f := find(flags, name)
		if f == nil && !given {
			if several := letters(flags, name); several != nil {
				settings = append(settings, several...)
				continue
			}
		}
		switch {
		case f == nil:
			return nil, nil, usage("unknown flag " + word)
		case f.arg != "" && !given && len(args) == 0:
			return nil, nil, usage(word + " wants " + f.arg)
		case f.arg != "" && !given:
			value, args = args[0], args[1:]
		}
		settings = append(settings, setting{flag: f, value: value})
	}
	return settings, words, nil
}

// letters takes -lk for -l -k, if each is a flag that is on or off.
func letters(flags []flag, name string) (settings []setting) {
	for i := range len(name) {
		f := find(flags, name[i:i+1])
		if f == nil || f.arg != "" {
			return nil
		}
		settings = append(settings, setting{flag: f})
	}
	return settings
}
