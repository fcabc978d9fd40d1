package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
)

// A meter is the far end of the demo: it counts and sums what comes back.
type meter struct {
	hash.Hash
	count atomic.Int64
}

func (m *meter) Write(p []byte) (int, error) {
	m.count.Add(int64(len(p)))
	return m.Hash.Write(p)
}

func demo(args []string, stdout, stderr io.Writer) error {
	rate := 0
	flags := newFlags()
	flags.IntVar(&rate, "rate", 0, "")
	words, err := parseFlags(flags, args)
	switch {
	case err != nil && failureOf(err).status == statusUsage:
		return err
	case err != nil: // -h
		return print(stdout, help)
	case len(words) > 1:
		return usage("demo takes one file")
	case rate < 0:
		return usage("a rate is in bytes a second, from 1 on; 0 takes two seconds for the file")
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
	if rate == 0 {
		rate = int(min(max(size/2, stock.DefaultRate), math.MaxInt32))
	}
	return send(name, size, rate, sum, stdout, stderr)
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
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err != nil {
		return 0, "", fileFailure(name, err)
	}
	return size, fmt.Sprintf("%x", h.Sum(nil)), nil
}

func fileFailure(name string, err error) error {
	return &failure{statusLocal, name + ": " + cause(err)}
}

func send(name string, size int64, rate int, sum string, stdout, stderr io.Writer) error {
	server, err := startEcho()
	if err != nil {
		return fmt.Errorf("start an echo server on loopback: %w", err)
	}
	defer server.Close()
	o := options{host: "127.0.0.1", port: server.port()}
	back := &meter{Hash: sha256.New()}

	reader := stock.NewRateControlledFileReader(name)
	reader.Rate = rate
	reader.ChunkSize = max(1, min(rate/50, 32<<10)) // so the progress is smooth
	client := newClient(o)
	out, err := newSink(back)
	if err != nil {
		return err
	}
	pipeline, err := axon.NewPipeline(reader, client, out)
	if err != nil {
		return err
	}
	var system axon.Snapshot
	out.OnConnect = func() { system = axon.Look(pipeline) }

	if err := print(stdout, fmt.Sprintf("sending %s (%d bytes) to an echo server at %s\n\n", name, size, o.target())); err != nil {
		return err
	}
	end := progress{stderr, size, back.count.Load}.show()
	err = axon.Run(context.Background(), pipeline)
	end()
	if err := verdict(o, err, 0, out); err != nil {
		return err
	}
	return report(stdout, name, system, sum, fmt.Sprintf("%x", back.Sum(nil)), back.count.Load())
}

func report(stdout io.Writer, name string, system axon.Snapshot, sum, got string, count int64) error {
	word, err := "identical", error(nil)
	if got != sum {
		word, err = "different", &failure{statusOther, "demo: what came back differs from " + name}
	}
	text := picture(system) +
		"\nThe same for Mermaid:\n\n" + system.Mermaid() +
		"\nsha256 sent     " + sum +
		"\nsha256 received " + got +
		fmt.Sprintf("\n%s: %d bytes came back\n", word, count)
	if e := print(stdout, text); e != nil {
		return e
	}
	return err
}
