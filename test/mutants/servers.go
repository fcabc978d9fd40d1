package mutants

const (
	accepts = "internet/accept.go"
	core    = "internet/core.go"
	session = "internet/session.go"
	upgrade = "internal/connection/secure.go"
)

// servers breaks what accepts connections and lives with them.
var servers = []Mutant{
	{"hides that it cannot listen", "S1", []Edit{
		{core, "s.server, err = axon.Activate(ctx, s.Server)\n\t}\n\tif err != nil {\n\t\ts.unhook()\n\t}\n\treturn err", "s.server, err = axon.Activate(ctx, s.Server)\n\t}\n\treturn nil"},
	}},
	{"leaves its port taken for minutes", "S2", []Edit{
		{"blocking/listener.go", "reuseAddr: !lc.DisableReuseAddr", "reuseAddr: lc.DisableReuseAddr"},
	}},
	{"closes when the component has ended", "S3", []Edit{
		{table, "PeerFinished: {\n\t\tFinish: {Flushing, []Action{EndWrites, FlushTimer}}", "PeerFinished: {\n\t\tFinish: {Closed, shut}"},
	}},
	{"takes the client's half close for its end", "SRV-1", []Edit{
		{reads, "case c.planner.HasHandler():", "case c.planner.HasHandler() && c.readSize < 0:"},
	}},
	{"does not send what the component says", "S4 S5", []Edit{
		{session, "{outbox, &a.Inbox}, ", ""},
		{session, "outbox, err3 :=", "_, err3 :="},
	}},
	{"does not hear when the component ends", "S6", []Edit{
		{session, " {signal, &a.Control},", ""},
		{session, "signal, err4 :=", "_, err4 :="},
	}},
	{"lets a panic of the protocol through", "S7", []Edit{
		{session, "if v := recover(); v != nil {", "if v := any(nil); v != nil {"},
	}},
	{"gives up when it cannot accept", "S8", []Edit{
		{accepts, "case isShortage(err):", "case isShortage(err) && wait < 0:"},
	}},
	{"does not end", "S9 SRV-3", []Edit{
		{core, "\ts.ServerSignal.Send(s.ctx, m)\n", ""},
	}},
	{"ends the connections of other servers too", "S10", []Edit{
		{session, "s.sessions = append(s.sessions, x)", "s.sessions = append(s.sessions, x)\n\teverybodys = append(everybodys, x)"},
		{core, "closeAll() {\n\ts.mu.Lock()\n\tsessions := slices.Clone(s.sessions)", "closeAll() {\n\ts.mu.Lock()\n\tsessions := slices.Clone(everybodys)"},
		{core, "// SimpleServer is the name", "var everybodys []*session\n\n// SimpleServer is the name"},
	}},
	{"lets a component live on without its connection", "SRV-1", []Edit{
		{session, "func() { axon.HandleOf(x.handler).CancelCause(errNoConnection) }", "func() {}"},
	}},
	{"reads no more when nobody listens", "SRV-2", []Edit{
		{reads, "err) {\n\t\t\tcontinue\n\t\t}", "err) {\n\t\t\tcontinue\n\t\t}\n\t\tif c.refused {\n\t\t\tc.readEnded(io.EOF)\n\t\t\treturn\n\t\t}"},
	}},
	{"does not let a component end it", "SRV-3", []Edit{
		{session, `boxes.Get("serversignal", false)`, `boxes.Get("no such box", false)`},
	}},
	{"turns away some of a thousand", "SRV-4", []Edit{
		{accepts, "s.offer(ctx, conn)", "if s.open > 100 {\n\t\t\t\tconn.Close()\n\t\t\t\tcontinue\n\t\t\t}\n\t\t\ts.offer(ctx, conn)"},
	}},
	{"delivers for one connection at a time", "SRV-5", []Edit{
		{reads, "\terr := c.outbox().Send(ctx, m)", "\tone.Lock()\n\tdefer one.Unlock()\n\terr := c.outbox().Send(ctx, m)"},
		{reads, "\t\"runtime\"\n", "\t\"runtime\"\n\t\"sync\"\n"},
		{reads, "// refuses delivers m,", "var one sync.Mutex\n\n// refuses delivers m,"},
	}},
	{"does not let a component secure its connection", "SRV-6", []Edit{
		{session, `boxes.Get("makessl", false)`, `boxes.Get("no such box", false)`},
	}},
	{"does not say what was negotiated", "SRV-6", []Edit{
		{session, `boxes.Get("sslready", true)`, `boxes.Get("no such box", true)`},
	}},
	{"secures no connection", "SRV-6", []Edit{
		{session, "if x.core().MakeSSL == nil {", "if x != nil {"},
	}},
	{"sends in clear before it secures a connection", "SRV-6", []Edit{
		{asks, "case plan.MakeSSL == nil:", "case plan.MakeSSL == nil || plan.Conn != nil:"},
		{begins, "\tif h := plan.Handlers; h != nil {", "\tif plan.MakeSSL != nil && plan.Conn != nil {\n\t\tplan.MakeSSL.Handle(func(_ context.Context, m any) { c.Secure(m) })\n\t}\n\tif h := plan.Handlers; h != nil {"},
	}},
	{"secures what was sent before", "C13", []Edit{
		{upgrade, "\tif c.begun {\n\t\tfence", "\tif c.isOver {\n\t\tfence"},
	}},
	{"sends in clear what was sent after an upgrade that waits", "C13", []Edit{
		{upgrade, "fence := c.inbox().FenceAll", "fence := c.inbox().Fence"},
	}},
	{"lets the reader wait for a handshake that is not made", "C13", []Edit{
		{upgrade, "hand != nil && c.extra().ready < 2", "hand != nil && c.extra().ready < 0"},
	}},
	{"goes on in clear when an upgrade cannot be made", "C13", []Edit{
		{table, "Stop: {Closed, nil}, Failed: {Closed, []Action{Report}},", "Stop: {Closed, nil},"},
		{table, "DelayOver: {Connecting, nil}, Terminate: {Closed, shut}, Stop: {Closed, shut}, Failed: {Closed, failed},", "DelayOver: {Connecting, nil}, Terminate: {Closed, shut}, Stop: {Closed, shut},"},
	}},
	{"waits for ever with an upgrade behind what nobody takes", "C13", []Edit{
		{table, "Failed: {Closed, failed}, FlushTime: {Closed, failed},\n\t},\n\tOpen", "Failed: {Closed, failed},\n\t},\n\tOpen"},
	}},
	{"forgets what stands behind a fence", "C13 KRN-25", []Edit{
		{"axon/direct.go", "\t\ta.fence = nil\n", "\t\ta.fence = a.fence\n"},
	}},
	{"secures what was sent later, but not all of it", "C13 KRN-25", []Edit{
		{"axon/read.go", "most = a.fence.before", "most = r.n"},
	}},
}
