package mutants

// boxes breaks inboxes, queues and bounds.
var boxes = []Mutant{
	{"gives the newest first", "CMP-10 CMP-11 KRN-1", []Edit{
		{"axon/queue.go", "into[i], *slot = *slot, zero", "slot = &r.slots[(r.head+r.n-1-i)&(len(r.slots)-1)]\n\t\tinto[i], *slot = *slot, zero\n\t\tr.head--"},
	}},
	{"mixes the order when a ring grows", "CMP-11", []Edit{
		{"axon/queue.go", "slots[i] = r.slots[(r.head+i)&(len(r.slots)-1)]", "slots[i] = r.slots[i]"},
	}},
	{"counts no more than one", "CMP-8 BOX-7", []Edit{
		{"axon/room.go", "\treturn in.n\n", "\treturn min(in.n, 1)\n"},
		{"axon/in.go", "case !in.isEmpty():", "case !in.isEmpty() && !in.held:"},
	}},
	{"rings without a message", "CMP-8 CMP-20 CMP-22 CMP-24 CMP-25", []Edit{
		{"axon/read.go", "in.asleep = true", "in.asleep = true\n\tin.wake()"},
	}},
	{"does not wake the reader", "CMP-21 CMP-24 THR-6 THR-19", []Edit{
		{"axon/room.go", "woke := in.wake()", "woke := false"},
	}},
	{"wakes the reader for each message", "CMP-21", []Edit{
		{"axon/wait.go", "in.asleep = false", "in.asleep = in.bell != nil"},
	}},
	{"wakes the sender when it sends", "CMP-22", []Edit{
		{"axon/room.go", "woke := in.wake()", "in.madeSpace()\n\twoke := in.wake()"},
	}},
	{"does not tell outboxes of space", "CMP-23 CMP-25 CMP-26 CMP-27 CMP-28 CMP-29", []Edit{
		{"axon/wait.go", "upstream(Box(in), Box.notify)", "_ = Box.notify"},
	}},
	{"does not wake a waiting sender", "CMP-23 THR-15", []Edit{
		{"axon/wait.go", "func (in *In[T]) madeSpace() {\n\tin.wakeFirst()", "func (in *In[T]) madeSpace() {"},
	}},
	{"tells only the nearest boxes of space", "CMP-25 CMP-26 CMP-28", []Edit{
		{"axon/box.go", "\t\tupstream(p, f)", "\t\tf(p)"},
	}},
	{"tells only the nearest outbox of a linkage made after the wish", "CMP-29", []Edit{
		{"axon/out.go", "if o.space != nil {\n\t\t\tfinal.watch()", "if o.space != nil && o.next == nil {\n\t\t\tfinal.watch()"},
	}},
	{"has no bound", "BOX-1 BOX-3 BOX-4 BOX-6 BOX-9 THR-3 THR-10 THR-11 THR-12 THR-13 THR-15", []Edit{
		{"axon/room.go", "in.bound, in.sized = limit{messages, bytes}, true", "in.bound, in.sized = limit{}, true"},
	}},
	{"takes one too few", "BOX-2 BOX-4 BOX-9 THR-2 THR-9 THR-10 THR-12", []Edit{
		{"axon/limit.go", "messages >= l.messages", "messages+1 >= l.messages"},
	}},
	{"takes one too many", "BOX-3 BOX-4 BOX-9 THR-11 THR-13", []Edit{
		{"axon/limit.go", "messages >= l.messages", "messages > l.messages"},
	}},
	{"has no bound by default", "THR-2 THR-9 BOX-5 KRN-10", []Edit{
		{"axon/limit.go", "return limit{DefaultMessages, DefaultBytes}", "return limit{}"},
	}},
	{"takes size 0 for the smallest", "BOX-7 BOX-8 CMP-11", []Edit{
		{"axon/limit.go", "if l.messages > 0 && messages", "if messages"},
	}},
	{"bounds bytes of an empty box", "KRN-10", []Edit{
		{"axon/limit.go", "l.bytes > 0 && messages > 0 &&", "l.bytes > 0 &&"},
	}},
	{"bounds control", "KRN-12", []Edit{
		{"axon/limit.go", "\t\treturn limit{}", "\t\treturn limit{DefaultMessages, 0}"},
	}},
	{"forgets the size of a box that is passed on", "BOX-6", []Edit{
		{"axon/relink.go", "in.passed = true", "in.passed, in.bound = true, limit{}"},
	}},
	{"leaves senders waiting when the size changes", "BOX-8", []Edit{
		{"axon/room.go", "limit{messages, bytes}, true\n\tin.wakeAll()", "limit{messages, bytes}, true"},
	}},
	{"drops what finds no space", "THR-15 KRN-1", []Edit{
		{"axon/room.go", "\t\tif !wait {", "\t\tif wait {\n\t\t\tin.mu.Unlock()\n\t\t\treturn nil\n\t\t}\n\t\tif !wait {"},
	}},
	{"keeps lent bytes", "KRN-9", []Edit{
		{"axon/queue.go", "if q, ok := any(&byteQueue{}).(queue[T]); ok {", "if q, ok := any(&byteQueue{}).(queue[T]); ok && q == nil {"},
	}},
	{"keeps lent bytes in boxes of any", "KRN-9", []Edit{
		{"axon/queue.go", "*v = owned(*v)", "_ = owned(*v)"},
	}},
	{"waits for itself", "KRN-7", []Edit{
		{"axon/room.go", " || ctx.Value(insideKey{&in.core}) != nil {", " {"},
	}},
	{"holds its lock while a handler runs", "KRN-15 KRN-7", []Edit{
		{"axon/in.go", "in.mu.Unlock()\n\t\t\tin.handle(in.owner().context(), ctx, m, false)\n\t\t\tin.mu.Lock()", "in.handle(in.owner().context(), ctx, m, false)"},
	}},
	{"lets two into a direct box", "KRN-16", []Edit{
		{"axon/in.go", "\tif s&bits != free || !in.state.CompareAndSwap(s, s-free+busy) {", "\tif s&bits == queued {"},
	}},
	{"does not hold", "KRN-16", []Edit{
		{"axon/direct.go", "in.held = true\n\tif in.enter() {\n\t\tin.setState(queued)", "in.held = true\n\tif in.enter() {\n\t\tin.setState(free)"},
	}},
	{"leaves all senders but one waiting", "KRN-24", []Edit{
		{"axon/room.go", "\t\t\tin.wakeFirst() // there", "\t\t\t// there"},
	}},
	{"runs no later work", "KRN-16", []Edit{
		{"axon/direct.go", "rare.later = append(rare.later, f)", "_ = rare"},
	}},
	{"refuses nothing", "KRN-19", []Edit{
		{"axon/direct.go", "in.refused = true", "in.refused = false"},
	}},
	{"leaves senders waiting when a box refuses", "KRN-19", []Edit{
		{"axon/direct.go", "in.setState(queued)\n\t}\n\tin.wakeAll()", "in.setState(queued)\n\t}"},
	}},
	{"seizes a box with somebody inside", "KRN-20", []Edit{
		{"axon/direct.go", "\t<-gone\n", "\t_ = gone\n"},
	}},
	{"takes bytes and leaves their count", "KRN-21", []Edit{
		{"axon/read.go", "\tin.n -= messages\n", ""},
	}},
	{"does not note that it has woken somebody", "KRN-22", []Edit{
		{"axon/inside.go", "w.woke.Store(true)", "_ = w"},
	}},
	{"lets everyone wait in a handler", "KRN-23", []Edit{
		{"axon/inside.go", "return ok && here.wait && ", "return ok && "},
	}},
	{"lets a reader wait in a handler", "KRN-23", []Edit{
		{"axon/inside.go", "return ok && here.wait && here.Value(Waking{}) == nil", "return ok && here.wait"},
	}},
	{"hands on what waits before it has started", "KRN-27", []Edit{
		{"axon/direct.go", "\t\tgo run()\n", "\t\trun()\n"},
	}},
	{"waits for space and does not say so", "KRN-26", []Edit{
		{"axon/wait.go", "\tnoteWait(ctx)\n", ""},
	}},
	{"lets a panic through to the sender", "KRN-2 KRN-8", []Edit{
		{"axon/in.go", "func (in *In[T]) handle(ctx, chain context.Context, m T, wait bool) {\n\treturned := false\n\tdefer in.caught(&returned)", "func (in *In[T]) handle(ctx, chain context.Context, m T, wait bool) {\n\treturned := true\n\tdefer in.caught(&returned)"},
	}},
	{"goes on after the end of the context", "KRN-14 KRN-11", []Edit{
		{"axon/wait.go", "done := ctx.Done()", "done := context.Background().Done()"},
	}},
	{"leaves senders waiting when the linkage changes", "KRN-14", []Edit{
		{"axon/relink.go", "func (in *In[T]) recheck() {\n\tin.mu.Lock()\n\tdefer in.mu.Unlock()\n\tin.wakeAll()", "func (in *In[T]) recheck() {\n\tin.mu.Lock()\n\tdefer in.mu.Unlock()"},
	}},
	{"leaves senders waiting when the receiver ends", "KRN-14", []Edit{
		{"axon/relink.go", "in.wakeAll()\n\tin.wake()\n\treturn in.left", "in.wake()\n\treturn in.left"},
	}},
	{"swallows what an ended component is sent", "KRN-4 KRN-8 KRN-14", []Edit{
		{"axon/room.go", "if in.refused {\n\t\t\tin.mu.Unlock()\n\t\t\treturn ErrEnded", "if in.refused {\n\t\t\tin.mu.Unlock()\n\t\t\treturn nil"},
	}},
	{"does not count what is left", "KRN-4 KRN-14 THR-14", []Edit{
		{"axon/relink.go", "in.left = in.n\n", "in.left = 0\n"},
	}},
	{"does not tell of a wrong type", "KRN-13", []Edit{
		{"axon/relink.go", "owner != nil && owner.report(err, m)", "owner != nil && owner.name.Load() != nil"},
	}},
	{"takes no text for bytes", "KRN-13", []Edit{
		{"axon/relink.go", "if text, ok := m.(string); ok {", "if text, ok := m.(string); ok && text == \"\" {"},
	}},
}

// links breaks linkages, chains and offices.
var links = []Mutant{
	{"forgets to lead messages", "CHN-1 CHN-2 CHN-3 CHN-4 CHN-5 LNK-2 LNK-3 PO-4 PO-5 PO-6 THR-7 THR-19 THR-20 BOX-1 CMP-9", []Edit{
		{"axon/linkage.go", "reroute(l.From)\n\treturn run, nil", "return run, nil"},
	}},
	{"delivers at the first box of the chain", "CHN-2 CHN-3 CMP-24 BOX-5 BOX-9", []Edit{
		{"axon/linkage.go", "b.reroute(final)", "if final = b.base().next; final != nil {\n\t\t\tb.reroute(final)\n\t\t}"},
		{"axon/relink.go", "in.passed = true", "in.passed = false"},
	}},
	{"leads only the nearest outbox", "CHN-4 CHN-5 PO-6 CMP-26", []Edit{
		{"axon/linkage.go", "upstream(b, func(b Box) { b.reroute(final) })", "b.reroute(final)\n\tif len(b.base().prev) > 0 && b.inbox() {\n\t\tb.base().prev[0].reroute(final)\n\t}"},
		{"axon/box.go", "for b.base().next != nil {", "if b.base().next != nil && b.base().next.inbox() {"},
	}},
	{"leads on after unlinking", "CHN-6 PO-10 PO-11 PO-12 CMP-19 KRN-5 KRN-14", []Edit{
		{"axon/linkage.go", "reroute(l.From)\n\treturn l.From.reopen()", "return l.From.reopen()"},
	}},
	{"does not unlink", "PO-10 PO-11 PO-12 PO-13 CMP-6 CMP-27 BOX-6", []Edit{
		{"axon/linkage.go", "if from.link != l {", "if from.link == l {"},
	}},
	{"loses what waits at a relinking", "KRN-6 PIP-5 GRA-12", []Edit{
		{"axon/relink.go", "n, _ := q.grab(one[:]); n == 0 {", "n, _ := q.grab(one[:]); n == 0 || n == 1 {"},
	}},
	{"crashes when a loop puts back what a relinking has moved", "KRN-6", []Edit{
		{"axon/read.go", "if in.queue != in.taken {", "if in.queue != in.taken && in.taken == nil {"},
	}},
	{"delivers the old way after a relinking", "KRN-14", []Edit{
		{"axon/room.go", "if moved.Load() || in.passed {", "if in.passed && in.n < 0 {"},
	}},
	{"does not run the handler for what a relinking brings", "KRN-6 KRN-15", []Edit{
		{"axon/linkage.go", "if run != nil {\n\t\trun()\n\t}\n\treturn l, nil", "_ = run\n\treturn l, nil"},
	}},
	{"does not count what is sent to nobody", "KRN-5 KRN-14", []Edit{
		{"axon/out.go", "o.discarded.Add(1)", "o.discarded.Load()"},
	}},
	{"names the kinds wrongly", "LNK-2 LNK-4 LNK-5 LNK-6 CMP-9", []Edit{
		{"axon/linkage.go", `return "pass in"`, `return "deliver in"`},
		{"axon/linkage.go", `return "pass out"`, `return "deliver out"`},
		{"axon/linkage.go", `return "deliver"`, `return "pass"`},
	}},
	{"exchanges the ends of a linkage", "LNK-4 LNK-5 LNK-6 LNK-7 LNK-8", []Edit{
		{"axon/linkage.go", "\t\trun()\n\t}\n\treturn l, nil", "\t\trun()\n\t}\n\treturn &Linkage{From: l.To, To: l.From}, nil"},
	}},
	{"links nothing without a word", "LNK-1", []Edit{
		{"axon/linkage.go", `return nil, &BoxError{"link", "from an inbox to an outbox or nothing", ErrBadLinkage}`, "return nil, nil"},
	}},
	{"finds the first box under every name", "LNK-3 CMP-1 CAT-8 THR-18", []Edit{
		{"axon/component.go", "if p.Name == name {", "if p.Name != name || true {"},
		{"axon/base.go", `{"signal", &b.Signal},`, ""},
	}},
	{"names no component", "CMP-3 LNK-7 LNK-8", []Edit{
		{"axon/box.go", `return owner.Name() + "." + c.Name()`, "return c.Name()"},
	}},
	{"begins an office with a linkage", "PO-1 PO-7 CMP-1", []Edit{
		{"axon/linkage.go", "return slices.Clone(p.links)", "return append(slices.Clone(p.links), &Linkage{})"},
	}},
	{"lists the last linkage only", "PO-7 PO-8 PO-9", []Edit{
		{"axon/linkage.go", "p.links = append(p.links, l)", "p.links = []*Linkage{l}"},
	}},
	{"shows no linkages", "PO-4 PO-5 PO-6", []Edit{
		{"axon/snapshot.go", "if l != nil && !slices.Contains(links, l) {", "if l != nil && l.From == nil && !slices.Contains(links, l) {"},
	}},
	{"removes every linkage", "PO-8", []Edit{
		{"axon/linkage.go", "return k == l", "return k != nil"},
	}},
	{"removes the linkages of half a component", "PO-9 CMP-6", []Edit{
		{"axon/linkage.go", "own[l.From.base()] || own[l.To.base()]", "own[l.To.base()] && !own[l.From.base()]"},
	}},
	{"links a source twice", "PO-13 THR-8", []Edit{
		{"axon/linkage.go", "case from.next != nil:", "case from.next == l.From:"},
	}},
	{"makes linkages at the same time", "THR-8", []Edit{
		{"axon/linkage.go", "\t\"slices\"\n\t\"sync\"\n", "\t\"slices\"\n\t\"sync\"\n\t\"time\"\n"},
		{"axon/linkage.go", "from.next, from.link = l.To, l", "topology.Unlock()\n\ttime.Sleep(1)\n\ttopology.Lock()\n\tfrom.next, from.link = l.To, l"},
	}},
	{"wakes who has left the chain", "CMP-27", []Edit{
		{"axon/linkage.go", "return b.base() == from", "return b.base() != from && false"},
	}},
	{"forgets who leads to a box", "CMP-23 CMP-25 CMP-26 CMP-27 CMP-28 CMP-29", []Edit{
		{"axon/linkage.go", "to.prev = append(to.prev, l.From)", "to.prev = nil"},
	}},
	{"links in circles", "KRN-17", []Edit{
		{"axon/linkage.go", "case last(l.To).base() == from:", "case l.From == nil:"},
	}},
}

// lives breaks the life of components and the tracker.
var lives = []Mutant{
	{"has no signal", "CMP-1 THR-1", []Edit{
		{"axon/base.go", `{"signal", &b.Signal},`, ""},
	}},
	{"calls no hook at the end", "CMP-13 CAT-10", []Edit{
		{"axon/activate.go", "for _, f := range onEnd {", "for _, f := range onEnd[:0] {"},
	}},
	{"leaves its linkages", "CMP-19", []Edit{
		{"axon/activate.go", "l.office.UnlinkAll()", "l.office.Links()"},
	}},
	{"never ends", "THR-4 THR-14 CMP-19 KRN-2 KRN-4 KRN-11", []Edit{
		{"axon/activate.go", "\th.ended = true\n\tif h.done != nil {\n\t\tclose(h.done)\n\t}\n", ""},
	}},
	{"runs on the goroutine that starts it", "THR-5 THR-4 PIP-2", []Edit{
		{"axon/activate.go", "go func() { h.end(guard(h.ctx, c.Run)) }()", "func() { h.end(guard(h.ctx, c.Run)) }()"},
	}},
	{"counts nothing left over", "THR-14 KRN-4", []Edit{
		{"axon/activate.go", "h.left += p.Box.close()", "p.Box.close()"},
	}},
	{"sends two terminal messages", "KRN-2", []Edit{
		{"axon/news.go", "if n.ended {", "if n.ended && !terminal {"},
	}},
	{"sends no terminal message", "KRN-2 PIP-6", []Edit{
		{"axon/activate.go", "h.signal.Send(ctx, ProducerFinished{Caller: l.Name()})", "_ = ctx"},
	}},
	{"talks after its terminal message", "KRN-2", []Edit{
		{"axon/news.go", "if n.ended {", "if n.ended && terminal {"},
	}},
	{"swallows errors", "KRN-2 KRN-18 THR-12", []Edit{
		{"axon/activate.go", "h.err = err\n", "h.err, err = nil, nil\n"},
	}},
	{"crashes with its components", "KRN-2 CMP-13", []Edit{
		{"axon/activate.go", "err = panicked(v)", "panic(v)"},
	}},
	{"ends before what waits is used", "KRN-3", []Edit{
		{"axon/base.go", "return sig, b.Rest(f)", "return sig, nil"},
	}},
	{"sends after its end", "KRN-4", []Edit{
		{"axon/out.go", "\to.ended = true\n", ""},
	}},
	{"ends twice", "KRN-11", []Edit{
		{"axon/activate.go", "h.once.Do(func() { h.close(ordered(h.ctx, err)) })", "h.close(ordered(h.ctx, err))"},
	}},
	{"calls a stop an error", "KRN-11", []Edit{
		{"axon/life.go", "if errors.Is(err, ctx.Err()) || errors.Is(err, cause) {", "if err == nil || cause == nil {"},
	}},
	{"begins a tracker with a service", "CAT-1", []Edit{
		{"axon/tracker.go", "return slices.Sorted(maps.Keys(t.services))", `return append(slices.Sorted(maps.Keys(t.services)), "cat")`},
	}},
	{"makes a default tracker each time", "CAT-2", []Edit{
		{"axon/tracker.go", "return &defaultTracker", "return new(Tracker)"},
	}},
	{"shares services between trackers", "CAT-3", []Edit{
		{"axon/tracker.go", "var defaultTracker Tracker", "var defaultTracker Tracker\n\nvar shared = map[string]service{}"},
		{"axon/tracker.go", "t.services = map[string]service{}", "t.services = shared"},
	}},
	{"loses services", "CAT-4 CAT-5 CAT-8 CAT-10 CAT-11", []Edit{
		{"axon/tracker.go", "t.services[name] = service{c, box}", "_ = box"},
	}},
	{"registers a name twice", "CAT-5", []Edit{
		{"axon/tracker.go", "if _, ok := t.services[name]; ok {\n\t\tt.mu.Unlock()", "if _, ok := t.services[name]; ok && c == nil {\n\t\tt.mu.Unlock()"},
	}},
	{"registers what has ended", "CAT-6", []Edit{
		{"axon/tracker.go", "if c.life().State() == Ended {", "if c.life().State() > Ended {"},
	}},
	{"registers a box that is not there", "CAT-7", []Edit{
		{"axon/tracker.go", "\tif err != nil {\n\t\treturn err\n\t}\n\tt.mu.Lock()", "\t_ = err\n\tt.mu.Lock()"},
	}},
	{"finds services that are not there", "CAT-9 CAT-10 CAT-3", []Edit{
		{"axon/tracker.go", "\tif !ok {\n\t\treturn nil, nil,", "\tif !ok && t.services == nil && t.values != nil {\n\t\treturn nil, nil,"},
	}},
	{"withdraws what is not there", "CAT-11", []Edit{
		{"axon/tracker.go", `return fmt.Errorf("deregister %q: %w", name, ErrServiceNotFound)`, "return nil"},
	}},
	{"withdraws the name of another", "CAT-10", []Edit{
		{"axon/tracker.go", "ok && s.component == c {", "ok && s.component != nil {"},
	}},
	{"lists no values", "CAT-12 CAT-18", []Edit{
		{"axon/tracker.go", "return slices.Sorted(maps.Keys(t.values))", "return nil"},
	}},
	{"tracks a value twice", "CAT-13", []Edit{
		{"axon/tracker.go", "if _, ok := t.values[name]; ok {", "if _, ok := t.values[name]; ok && v == nil {"},
	}},
	{"gives back no value", "CAT-13 CAT-14 CAT-16", []Edit{
		{"axon/tracker.go", "\treturn v, nil", "\treturn len(t.values), fmt.Errorf(\"%v\", v)"},
	}},
	{"finds values that are not there", "CAT-15 CAT-3", []Edit{
		{"axon/tracker.go", `return nil, fmt.Errorf("retrieve value %q: %w", name, ErrValueNotTracked)`, "return nil, nil"},
	}},
	{"does not update", "CAT-16", []Edit{
		{"axon/tracker.go", "ErrValueNotTracked)\n\t}\n\tt.values[name] = v\n", "ErrValueNotTracked)\n\t}\n"},
	}},
	{"updates what is not tracked", "CAT-17", []Edit{
		{"axon/tracker.go", `return fmt.Errorf("update %q: %w", name, ErrValueNotTracked)`, "return nil"},
	}},
	{"forgets nothing", "CAT-18", []Edit{
		{"axon/tracker.go", "t.services, t.values = nil, nil", "t.services = nil"},
	}},
}

// chassis breaks Pipeline and Graphline.
var chassis = []Mutant{
	{"lists a child twice", "CMP-5 CMP-7", []Edit{
		{"axon/pipeline.go", "func (p *Pipeline) Children() []Component { return p.children }", "func (p *Pipeline) Children() []Component { return append(p.children[:1:1], p.children...) }"},
	}},
	{"starts a pipeline's child before it", "PIP-1", []Edit{
		{"axon/pipeline.go", "\tp.chassis = true\n", "\tp.chassis = true\n\tActivate(context.Background(), components[0])\n"},
	}},
	{"ends before the last child", "PIP-2 GRA-11 GRA-20", []Edit{
		{"axon/group.go", "left := len(handles); left > 0;", "left := len(handles); left > 1;"},
	}},
	{"links no data between neighbours", "PIP-3", []Edit{
		{"axon/pipeline.go", `{{"outbox", "inbox"}, {"signal", "control"}}`, `{{"signal", "control"}}`},
	}},
	{"links no signals between neighbours", "PIP-4", []Edit{
		{"axon/pipeline.go", `{{"outbox", "inbox"}, {"signal", "control"}}`, `{{"outbox", "inbox"}}`},
	}},
	{"has no control", "PIP-5", []Edit{
		{"axon/pipeline.go", `[]string{"inbox", "control"}`, `[]string{"inbox"}`},
	}},
	{"has no outbox", "PIP-6", []Edit{
		{"axon/pipeline.go", `[]string{"outbox", "signal"}`, `[]string{"signal"}`},
	}},
	{"leaves who feeds a failed child", "KRN-18", []Edit{
		{"axon/group.go", "handles[f].Cancel()", "_ = handles[f]"},
	}},
	{"takes no linkages for none", "GRA-1 GRA-2", []Edit{
		{"axon/graphline.go", "if wires == nil {", "if wires == nil && len(wires) > 0 {"},
	}},
	{"refuses empty linkages", "GRA-3 GRA-4 GRA-7 CMP-5 THR-16", []Edit{
		{"axon/graphline.go", "if wires == nil {", "if len(wires) == 0 {"},
	}},
	{"loses its children", "GRA-5 GRA-7 GRA-8 GRA-9", []Edit{
		{"axon/graphline.go", "g.children = append(g.children, c)", "g.children = nil"},
	}},
	{"starts its children before itself", "GRA-6 GRA-7 GRA-8", []Edit{
		{"axon/graphline.go", "g.children = append(g.children, c)", "g.children = append(g.children, c)\n\t\tActivate(context.Background(), c)"},
	}},
	{"loses its wires", "GRA-9 GRA-10 GRA-12 GRA-14", []Edit{
		{"axon/graphline.go", "g.passes = append(g.passes, pass{from, to})", "g.passes = nil"},
	}},
	{"wires nothing inward", "GRA-12 GRA-13 THR-17", []Edit{
		{"axon/graphline.go", "from = g.own(w.FromBox, to)", "from = to.twin()"},
	}},
	{"wires nothing outward", "GRA-14 GRA-15 THR-17", []Edit{
		{"axon/graphline.go", "to = g.own(w.ToBox, from)", "to = from.twin()"},
	}},
	{"shares made boxes between instances", "GRA-13 GRA-15", []Edit{
		{"axon/graphline.go", "// Self is the name", "var made Boxes\n\n// Self is the name"},
		{"axon/graphline.go", "g.boxes = append(g.boxes, Port{name, partner.twin()})", "g.boxes = append(g.boxes, Port{name, partner.twin()})\n\t\tmade = append(made, g.boxes[len(g.boxes)-1])"},
		{"axon/graphline.go", "\tfor _, name := range g.names {", "\tg.boxes = append(g.boxes, made...)\n\tfor _, name := range g.names {"},
	}},
	{"has no default boxes", "THR-16 GRA-16", []Edit{
		{"axon/graphline.go", `{"outbox", &out}, {"signal", &g.signal}}`, `{"outbox", &out}}`},
	}},
	{"ends without a word", "GRA-16 GRA-17 GRA-20 GRA-21 GRA-22", []Edit{
		{"axon/graphline.go", "g.signal.Send(context.WithoutCancel(ctx), last)", "_ = last"},
	}},
	{"forgets the order it was given", "GRA-17 GRA-20", []Edit{
		{"axon/graphline.go", "last = m\n", "_ = m\n"},
	}},
	{"repeats any message at the end", "GRA-21", []Edit{
		{"axon/graphline.go", "case ShutdownMicroprocess, ServerShutdown:", "default:"},
	}},
	{"sends control everywhere although it is wired", "GRA-18 GRA-22", []Edit{
		{"axon/graphline.go", "\tif !g.wired[&g.control] {", "\tg.wired = map[Box]bool{}\n\tif !g.wired[&g.control] {"},
		{"axon/graphline.go", "if _, err := office.Link(p.from, p.to); err != nil {", "if p.from == Box(&g.control) {\n\t\t\tcontinue\n\t\t}\n\t\tif _, err := office.Link(p.from, p.to); err != nil {"},
	}},
	{"sends control into wired ones too", "GRA-19", []Edit{
		{"axon/graphline.go", "if err != nil || g.wired[control] {", "if err != nil {"},
	}},
	{"sends its order on before the children have ended", "GRA-20 GRA-23 GRA-24", []Edit{
		{"axon/graphline.go", "err := runAll(ctx, g.children)", "g.signal.Send(ctx, ShutdownMicroprocess{})\n\terr := runAll(ctx, g.children)"},
	}},
	{"talks on a wired signal", "GRA-23 GRA-24", []Edit{
		{"axon/graphline.go", "if !g.wired[&g.signal] {", "if ctx != nil {"},
	}},
}
