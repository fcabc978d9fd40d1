// Left out of the start: a goroutine that follows changes of the number of processors, and
// names for the mappings of memory.
//
//go:debug updatemaxprocs=0
//go:debug decoratemappings=0

package main

import (
	"io"
	"os"

	_ "github.com/threadedtcp/threadedtcp/internal/stack/early"
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
	o, err := parse(args, os.Environ())
	switch {
	case err != nil:
		return err
	case o.help:
		return print(stdout, helpText())
	case o.version:
		return print(stdout, versionText())
	}
	if err := o.openJournal(stderr); err != nil {
		return err
	}
	if o.serial.path != "" {
		line, restore, err := o.serial.open()
		if err != nil {
			return err
		}
		defer restore()
		stdin, stdout = bridge{line}, line
	}
	o.tellStart()
	if o.listen {
		if o.door, err = o.openDoor(); err != nil {
			return err
		}
		defer o.door.listener.Close()
	}
	end := func() {}
	if o.progress {
		end = showMeters(stderr, &o.sent, &o.received)
	}
	err = connect(o, stdin, stdout, stderr)
	end()
	o.tellEnd(err)
	return err
}

// tellStart says what the program is about to do. It is a function of its own, as all that
// tells is: its fields would make the stack grow on which the program starts.
func (o *options) tellStart() {
	if o.journal != nil {
		o.journal.tell("start", text("target", o.target()), text("version", versionLine()))
	}
}

// tellEnd says how the program ends.
func (o *options) tellEnd(err error) {
	if o.journal == nil {
		return
	}
	status, reason := 0, ""
	if err != nil {
		f := failureOf(err)
		status, reason = f.status, f.text
	}
	o.journal.tell("end", number("status", int64(status)), text("reason", reason), number("sent", o.sent.n.Load()), number("received", o.received.n.Load()))
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
