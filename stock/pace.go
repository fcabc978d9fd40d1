package stock

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// ErrBadOptions is matched by the error of a component whose options contradict
// each other or are out of range.
var ErrBadOptions = errors.New("bad options")

func bad(text string) error { return because.New(ErrBadOptions.Error()+": "+text, ErrBadOptions) }

const (
	// DefaultRate is that of Kamaelia: 100,000 bytes or lines a second.
	DefaultRate = 100_000
	// Unlimited as a rate means as fast as the receiver takes.
	Unlimited = -1
	// MaxChunk is the largest chunk, in bytes or lines.
	MaxChunk = 16 << 20

	unpacedChunk = 32 << 10 // the chunk at Unlimited
	unpacedLines = 100
)

// A pace says when each chunk is due and how large it is. Its times have no
// drift: each is computed from the number of the chunk.
type pace struct {
	rate, size, chunkRate int // size or chunkRate is 0
	chunks                int64
	carry                 int // what is left of rate/chunkRate, in 1/chunkRate
	timer                 *time.Timer
	start                 time.Time
}

// newPace checks the options; 0 means the default. Like Kamaelia, it makes
// chunks of a 1000th of the rate if it is told nothing.
func newPace(rate, size, chunkRate, unpaced int) (*pace, error) {
	if rate == 0 {
		rate = DefaultRate
	}
	switch {
	case rate < 0 && rate != Unlimited, size < 0, chunkRate < 0:
		return nil, bad("a rate or size is negative")
	case size > 0 && chunkRate > 0:
		return nil, bad("both ChunkSize and ChunkRate")
	case rate == Unlimited && chunkRate > 0:
		return nil, bad("ChunkRate with Unlimited")
	case chunkRate > rate && rate != Unlimited:
		return nil, bad("ChunkRate " + strconv.Itoa(chunkRate) + " makes chunks smaller than 1")
	case size == 0 && chunkRate == 0 && rate == Unlimited:
		size = unpaced
	case size == 0 && chunkRate == 0:
		size = max(1, rate/1000)
	}
	if size > MaxChunk || chunkRate > 0 && rate/chunkRate >= MaxChunk {
		return nil, bad("chunks larger than " + strconv.Itoa(MaxChunk))
	}
	return &pace{rate: rate, size: size, chunkRate: chunkRate}, nil
}

// next returns the size of the next chunk, and when it is due after the start.
func (p *pace) next() (size int, due time.Duration) {
	n := p.chunks
	p.chunks++
	if p.chunkRate > 0 {
		size = p.rate / p.chunkRate
		if p.carry += p.rate % p.chunkRate; p.carry >= p.chunkRate {
			p.carry -= p.chunkRate
			size++
		}
		return size, seconds(n, int64(p.chunkRate))
	}
	if p.rate == Unlimited {
		return p.size, 0
	}
	return p.size, seconds(n*int64(p.size), int64(p.rate))
}

func seconds(a, b int64) time.Duration {
	return time.Duration(a/b)*time.Second + time.Duration(float64(a%b)/float64(b)*float64(time.Second))
}

// wait waits until due after its first call, or for nothing when that has passed.
func (p *pace) wait(ctx context.Context, due time.Duration) error {
	if p.start.IsZero() {
		p.start = time.Now()
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if p.rate == Unlimited {
		return nil
	}
	d := due - time.Since(p.start)
	if d <= 0 {
		return nil
	}
	if p.timer == nil {
		p.timer = time.NewTimer(d)
	} else {
		p.timer.Reset(d)
	}
	select {
	case <-p.timer.C:
		return nil
	case <-ctx.Done():
		p.timer.Stop()
		return context.Cause(ctx)
	}
}
