package mutants

const (
	asks   = "internal/connection/ask.go"
	begins = "internal/connection/begin.go"
	reads  = "internal/connection/read.go"
	writes = "internal/connection/write.go"
	ends   = "internal/connection/end.go"
	driver = "internal/connection/connection.go"
	events = "internal/connection/events.go"
	table  = "internal/lifecycle/lifecycle.go"
	client = "threaded/client.go"
)

// connections breaks what drives a connection, and the rules of its life.
var connections = []Mutant{
	{"forgets what waits for the connection", "C1 C2 CON-9 CON-11", []Edit{
		{writes, "\tif rest := c.send(initial)", "\taxon.TakeBytes(c.inbox())\n\tif rest := c.send(initial)"},
	}},
	{"sends the initial message after what waits", "CON-1", []Edit{
		{writes, "\tif rest := c.send(initial); len(rest) > 0 {\n\t\tc.leave(rest)\n\t\treturn\n\t}\n\tc.sendQueued()", "\tc.sendQueued()\n\tc.send(initial)"},
	}},
	{"ends when told to finish before it is open", "C1 C2 CON-9 CON-11", []Edit{
		{table, "s.Finishing = true\n", "s.Phase = Closed\n"},
	}},
	{"closes at ProducerFinished", "C3 C4 CON-14 CON-15 CON-16", []Edit{
		{table, "Finish: {Draining, []Action{EndWrites, FlushTimer}}", "Finish: {Closed, shut}"},
	}},
	{"closes in place of half closing", "C4 CON-5 CON-14 CON-16", []Edit{
		{table, "Written: {Lingering, []Action{HalfClose, LingerTimer}}", "Written: {Closed, shut}"},
	}},
	{"closes at ShutdownMicroprocess", "C5", []Edit{
		{table, "Terminate: {Draining, hurry}", "Terminate: {Closed, shut}"},
	}},
	{"keeps errors to itself", "C6 CON-2 CON-4 CON-5 CON-7", []Edit{
		{ends, "if failed != nil {", "if failed != nil && c.readSize < 0 {"},
	}},
	{"takes a reset for the end", "C6 CON-2 CON-7", []Edit{
		{reads, "if err != io.EOF {\n\t\tc.Post(lifecycle.Failed, err)", "if err != io.EOF {\n\t\tc.Post(lifecycle.PeerEnd, nil)"},
	}},
	{"says that it has ended when it is told to", "C4 C7", []Edit{
		{begins, "{ c.Obey(m) }", "{\n\t\tc.Obey(m)\n\t\tc.planner.News(axon.SocketShutdown{HowDied: axon.ErrProducerFinished})\n\t}"},
	}},
	{"connects on when told to hurry", "C8", []Edit{
		{table, "Connected: {Open, []Action{OpenData}}, Terminate: {Closed, shut},", "Connected: {Open, []Action{OpenData}},"},
	}},
	{"takes its time when told to hurry", "C8", []Edit{
		{table, "Discard, HardTimer}\n)", "Discard}\n)"},
	}},
	{"skips a wrong type without a word", "C9", []Edit{
		{"axon/relink.go", "return in.report(m, err)\n\t}\n\tswitch {", "return nil\n\t}\n\tswitch {"},
	}},
	{"drops what a slow receiver cannot take", "C7 C10 CON-12", []Edit{
		{reads, "c.outbox().Send(ctx, m)", "error(nil)\n\tc.outbox().TrySend(m)"},
	}},
	{"reads ahead of a stuck receiver", "C10 CON-12", []Edit{
		{"axon/limit.go", "l.messages > 0 && messages >= l.messages", "l.messages < 0"},
	}},
	{"does not stop while it lingers", "C11", []Edit{
		{table, "{Lingering, []Action{Discard, HardTimer}}, Stop: {Closed, shut},\n", "{Lingering, []Action{Discard, HardTimer}},\n"},
	}},
	{"keeps the descriptor", "C11", []Edit{
		{ends, "\t\tc.socket.Close()\n", "\t\tkept = append(kept, c.socket)\n"},
		{driver, "// NoLimit as", "var kept []stream.Socket\n\n// NoLimit as"},
	}},
	{"takes the peer's half close for a close", "C12 CON-14", []Edit{
		{table, "PeerEnd: {Flushing, []Action{Refuse, EndWrites, FlushTimer}}", "PeerEnd: {Closed, shut}"},
	}},
	{"takes and forgets what comes too late", "C14 CON-16", []Edit{
		{"axon/room.go", "case s&refused != 0:\n\t\t\te.mu.Unlock()\n\t\t\treturn ErrEnded", "case s&refused != 0:\n\t\t\te.mu.Unlock()\n\t\t\treturn nil"},
	}},
	{"waits busily", "C15", []Edit{
		{begins, "\tif !c.dial(c.cancellable(), plan, loop) {", "\tgo func() {\n\t\tfor c.phase() != lifecycle.Closed {\n\t\t}\n\t}()\n\tif !c.dial(c.cancellable(), plan, loop) {"},
	}},
	{"does not say that it runs", "CON-2", []Edit{
		{client, "\"thread running\", Connected", "\"\", Connected"},
	}},
	{"reads more than ReadSize", "CON-3", []Edit{
		{reads, "size := min(firstRead, most)", "size := firstRead"},
	}},
	{"waits for ever for a peer that takes nothing", "CON-4", []Edit{
		{events, "c.guard(c.times().Flush, e.lastWrite.Load, lifecycle.FlushTime)", ""},
	}},
	{"does not see that the peer takes something", "CON-4", []Edit{
		{writes, "if n > 0 {\n\t\tc.touchWrite()", "if n < 0 {\n\t\tc.touchWrite()"},
	}},
	{"counts a lost byte too few", "CON-4", []Edit{
		{writes, "unsent.Add(int64(len(p) - n))\n\tif err != nil {", "unsent.Add(int64(len(p) - n - 1))\n\tif err != nil {"},
	}},
	{"lingers for ever", "CON-5", []Edit{
		{events, "c.guard(c.times().Linger, e.lastRead.Load, lifecycle.LingerTime)", ""},
	}},
	{"takes no limit for the shortest", "CON-5", []Edit{
		{events, "\tif limit < 0 {\n\t\treturn\n\t}\n", ""},
	}},
	{"cannot be hurried once it drains", "CON-6", []Edit{
		{table, "Terminate: {Draining, []Action{Refuse, Discard, HardTimer}}, ", ""},
	}},
	{"writes beside the queue", "CON-8", []Edit{
		{writes, "\t\tc.inbox().Hold()\n\t\tc.leave(rest)", "\t\tc.leave(rest)"},
	}},
	{"does not wait for its delay", "CON-9", []Edit{
		{begins, "if plan.Delay > 0 {", "if plan.Delay < 0 {"},
	}},
	{"cannot be told anything in its delay", "CON-9 C8", []Edit{
		{begins, "\t\tcase <-ctx.Done():\n", "\t\tcase <-make(chan int):\n"},
	}},
	{"ends with its receiver", "CON-13", []Edit{
		{reads, "Caller: c.caller(), Err: err})\n", "Caller: c.caller(), Err: err})\n\t\tc.Post(lifecycle.Failed, err)\n"},
	}},
	{"reports its receiver's end again and again", "CON-13", []Edit{
		{reads, "if !c.discarding.Load() && !c.refused {", "if !c.discarding.Load() && (!c.refused || len(p) > 0) {"},
	}},
	{"loses a byte when it would have to wait", "C3 CON-1 CON-12 CON-14 CON-15", []Edit{
		{writes, "append(r.data[:0], p...)", "append(r.data[:0], p[1:]...)"},
	}},
	{"writes to what it has half closed", "CON-16", []Edit{
		{events, "\t\t\tc.inbox().Refuse() //", "\t\t\t//"},
	}},
	{"keeps lent bytes for the writer", "CON-17", []Edit{
		{writes, "r.data = append(r.data[:0], p...)", "r.data = p"},
	}},
}
