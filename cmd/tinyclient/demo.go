package main

import (
	"context"
	"hash"
	"io"
	"math"
	"os"
	"strconv"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
)

// A returned is the far end of the demo: it counts and sums what comes back.
type returned struct {
	hash.Hash
	count atomic.Int64
}

func (m *returned) Write(p []byte) (int, error) {
	m.count.Add(int64(len(p)))
	return m.Hash.Write(p)
}

// demoFlags are those of the demo.
var demoFlags = []flag{
	{name: "rate", arg: "BYTES", set: func(o *options, v string) error { return setBytes(&o.rate, v) }},
	{short: "h", name: "help", set: func(o *options, v string) error { return setToggle(&o.help, v) }},
}

func demo(args []string, stdout, stderr io.Writer) error {
	o := new(options)
	settings, words, err := split(demoFlags, args)
	if err != nil {
		return err
	}
	for _, s := range settings {
		if err := s.apply(o); err != nil {
			return err
		}
	}
	switch {
	case o.help:
		return print(stdout, helpText())
	case len(words) > 1:
		return usage("demo takes one file")
	}
	name := ""
	if len(words) == 1 {
		name = words[0]
	} else if name, err = os.Executable(); err != nil {
		return fileFailure("the own executable", err)
	}
	size, sum, err := sumFile(name)
	if err != nil {
		return err
	}
	if o.rate == 0 { // two seconds
		o.rate = max(size/2, stock.DefaultRate)
	}
	return send(name, size, int(min(o.rate, math.MaxInt32)), sum, stdout, stderr)
}

// sumFile returns the size and the SHA-256 sum of a regular file.
func sumFile(name string) (int64, string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, "", fileFailure(name, err)
	}
	if !info.Mode().IsRegular() {
		return 0, "", &failure{statusLocal, name + ": not a regular file"}
	}
	f, err := os.Open(name)
	if err != nil {
		return 0, "", fileFailure(name, err)
	}
	defer f.Close()
	h := newSum()
	size, err := io.Copy(h, f)
	if err != nil {
		return 0, "", fileFailure(name, err)
	}
	return size, hex(h), nil
}

// hex is the sum of h in hexadecimal digits.
func hex(h hash.Hash) string {
	const digits = "0123456789abcdef"
	var text []byte
	for _, b := range h.Sum(nil) {
		text = append(text, digits[b>>4], digits[b&15])
	}
	return string(text)
}

func fileFailure(name string, err error) error {
	return &failure{statusLocal, name + ": " + cause(err)}
}

func send(name string, size int64, rate int, sum string, stdout, stderr io.Writer) error {
	server, err := startEcho()
	if err != nil {
		return &failure{statusOther, "start an echo server on loopback: " + err.Error()}
	}
	defer server.Close()
	o := defaults()
	o.host, o.port = "127.0.0.1", server.port()
	back := &returned{Hash: newSum()}

	reader := stock.NewRateControlledFileReader(name)
	reader.Rate = rate
	reader.ChunkSize = max(1, min(rate/50, 32<<10)) // so the progress is smooth
	client := newClient(o)
	out := newSink(back)
	pipeline, err := axon.NewPipeline(reader, client, out)
	if err != nil {
		return err
	}
	var system axon.Snapshot
	out.OnConnect = func() { system = axon.Look(pipeline) }

	if err := print(stdout, "sending "+name+" ("+strconv.FormatInt(size, 10)+" bytes) to an echo server at "+o.target()+"\n\n"); err != nil {
		return err
	}
	end := progress{stderr, size, back.count.Load}.show()
	err = axon.Run(context.Background(), pipeline)
	end()
	if err := verdict(o, err, 0, out); err != nil {
		return err
	}
	return compare(stdout, name, system, sum, hex(back), back.count.Load())
}

func compare(stdout io.Writer, name string, system axon.Snapshot, sum, got string, count int64) error {
	word, err := "identical", error(nil)
	if got != sum {
		word, err = "different", &failure{statusOther, "demo: what came back differs from " + name}
	}
	text := picture(system) +
		"\nThe same for Mermaid:\n\n" + system.Mermaid() +
		"\n" + sumName + " sent     " + sum +
		"\n" + sumName + " received " + got +
		"\n" + word + ": " + strconv.FormatInt(count, 10) + " bytes came back\n"
	if e := print(stdout, text); e != nil {
		return e
	}
	return err
}
