package main

import (
	"io"
	"os"
)

func main() {
	ignoreBrokenPipes()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program. It returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := dispatch(args, stdin, stdout, stderr)
	if err == nil {
		return 0
	}
	f := failureOf(err)
	if f.text != "" {
		say(stderr, f.text)
	}
	return f.status
}

func dispatch(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "demo" {
		return demo(args[1:], stdout, stderr)
	}
	o, err := parse(args)
	switch {
	case err != nil:
		return err
	case o.help:
		return print(stdout, helpText())
	case o.version:
		return print(stdout, versionText())
	}
	return connect(o, stdin, stdout, stderr)
}

// print writes what the user has asked for.
func print(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return &failure{statusLocal, "standard output: " + cause(err)}
	}
	return nil
}

// say writes a line for the user.
func say(stderr io.Writer, line string) { io.WriteString(stderr, "tinyclient: "+line+"\n") }
