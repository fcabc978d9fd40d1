package mutants

const (
	loop    = "selector/loop.go"
	turns   = "selector/turn.go"
	watches = "selector/watch.go"
	notices = "selector/notices.go"
)

// loops breaks the Selector and its loop. What notices is a test of package selector, in
// place of ids.
var loops = []Mutant{
	{"lets the loop sleep when there is something to do", "TestLife", []Edit{
		{loop, "\tif l.asleep.Load() {\n\t\tl.poller.wake()", "\tif l.asleep.Load() && l.poller == nil {\n\t\tl.poller.wake()"},
	}},
	{"ticks when there is nothing to look after", "TestLife", []Edit{
		{loop, "\ttimeout := -1\n", "\ttimeout := 10\n"},
	}},
	{"ends without a word to who waits", "TestLife", []Edit{
		{loop, "\t\tw.fail(err)\n\t}\n\tl.wake()", "\t\t_ = w\n\t}\n\tl.wake()"},
	}},
	{"tells again and again", "TestNotices", []Edit{
		{notices, "told[i], r.boxes[i] = r.boxes[i], nil", "told[i] = r.boxes[i]"},
	}},
	{"tells who was removed", "TestNotices", []Edit{
		{notices, "r != nil && r.boxes[i] != nil {", "r != nil && r.boxes[i] != nil && fd < 0 {"},
	}},
	{"tells of every kind at once", "TestRegistration", []Edit{
		{notices, "\t\tif ready&kind != 0 {", "\t\tif ready != 0 && kind != 0 {"},
	}},
	{"tells the last in place of the first", "TestRegistration", []Edit{
		{notices, "r.boxes[i] == nil {", "r.boxes[i] == nil || box != nil {"},
	}},
	{"keeps the watch of a number that is another's", "TestNumberAfterNotice", []Edit{
		{notices, "r.isIdle() && !r.isSame()", "r.isIdle() && fd < 0"},
	}},
	{"keeps watches for ever", "TestNumberAfterNotice", []Edit{
		{notices, "\tn.closeIdle()\n", ""},
	}},
	{"does not look for closed descriptors", "TestClosedBehindItsBack", []Edit{
		{notices, "err == nil && file == r.file", "err != nil || file == r.file"},
		{"selector/poll_unix.go", "closed: ready.Revents&unix.POLLNVAL != 0,", "closed: false,"},
	}},
	{"takes another file for the one that was closed", "TestNumberOfAnother", []Edit{
		{notices, "err == nil && file == r.file", "err == nil && (file == r.file || file != r.file)"},
	}},
	{"forgets who watched the number before", "TestNumberWatchedAnew", []Edit{
		{watches, "l.queue(func() { old.fail(wasClosed(int(old.fd))) })", "old.over.Store(true)"},
	}},
	{"does not wait for poll to let go of a socket", "TestClosedSocketIsGone", []Edit{
		{"selector/poll_unix.go", "for want == 0 && p.waiting {", "for want == 0 && p.waiting && fd < 0 {"},
	}},
	{"waits for a watcher that does not return", "TestStuck", []Edit{
		{loop, "if !t.move(telling, why) {", "if t.phase() != telling || why != lost {"},
		{"selector/watchdog.go", "d.loop.giveAway(t, slow)", "_ = t"},
	}},
	{"calls a watcher that somebody is inside of", "TestStuck", []Edit{
		{watches, "return s.state.CompareAndSwap(idle, inside) }", "return s.state.CompareAndSwap(idle, inside) || true }"},
	}},
	{"forgets a direction that it has left out", "TestStuck", []Edit{
		{watches, "if s.state.CompareAndSwap(parked, idle) {\n\t\tl.apply(w)", "if s.state.CompareAndSwap(parked, idle) {\n\t\t_ = w"},
	}},
	{"forgets what was taken when another goroutine goes on", "TestWhatWasTakenIsTold", []Edit{
		{turns, "other.state.Load()/step:other.found]", "other.found:other.found]"},
	}},
	{"tells of what was taken twice", "TestWhatWasTakenIsTold", []Edit{
		{turns, "other.state.Load()/step:other.found]", "other.state.Load()/step-1:other.found]"},
	}},
	{"says that it is closed while somebody is inside", "TestCloseWaitsForWhoIsInside", []Edit{
		{watches, "!side.state.CompareAndSwap(idle, closed) && side.state.Load() != closed", "side.state.CompareAndSwap(idle, closed) && side.state.Load() != closed"},
	}},
	{"leaves what nobody wants to the poller", "TestWithoutWork", []Edit{
		{watches, "\t\tw.want = r\n\t\tl.apply(w)", "\t\tw.want |= r\n\t\tl.apply(w)"},
	}},
	{"ends with the first of its users", "TestServices", []Edit{
		{"selector/services.go", "last := s.users == 0 && s.counted", "last := s.users >= 0 && s.counted"},
	}},
}
