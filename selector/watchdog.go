package selector

import (
	"sync/atomic"
	"time"
)

// patience is how long one goroutine may tell of one batch until another goes on as
// the loop: between once and twice that.
const patience = 5 * time.Millisecond

// A watchdog sees when the loop hangs in a watcher. It looks only while the loop has
// something to do.
type watchdog struct {
	loop  *loop
	timer *time.Timer
	awake atomic.Bool
	round atomic.Uint64 // batches begun
	seen  uint64        // rounds at the last look
	ended atomic.Bool
}

func (d *watchdog) guard(l *loop) {
	d.loop = l
	d.timer = time.AfterFunc(time.Hour, d.look)
	d.timer.Stop()
}

// begin is called by the loop with each batch.
func (d *watchdog) begin() {
	d.round.Add(1)
	if d.awake.Load() {
		return
	}
	d.awake.Store(true)
	d.timer.Reset(patience)
}

func (d *watchdog) look() {
	t, round := d.loop.turn.Load(), d.round.Load()
	if round == d.seen {
		if t.phase() == waiting {
			d.awake.Store(false)
			if d.round.Load() == round || !d.awake.CompareAndSwap(false, true) {
				return
			}
		}
		d.loop.giveAway(t, slow)
	}
	d.seen = round
	if !d.ended.Load() {
		d.timer.Reset(patience)
	}
}

func (d *watchdog) stop() {
	d.ended.Store(true)
	d.timer.Stop()
}

// A pace is what is known of how long a watcher takes.
type pace struct {
	slow  atomic.Bool  // it is called apart from the loop
	quick atomic.Int32 // calls apart that took no time, one after the other
}

// tooLong is called by who was the loop and is it no more.
func (p *pace) tooLong() {
	p.quick.Store(0)
	p.slow.Store(true)
}

// enough quick calls make a watcher one for the loop again.
const enough = 16

func (p *pace) clock(call func()) {
	began := time.Now()
	call()
	if time.Since(began) > patience/5 {
		p.quick.Store(0)
		return
	}
	if p.quick.Add(1) >= enough {
		p.slow.Store(false)
	}
}
