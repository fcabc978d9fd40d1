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
		{"axon/room.go", "\t\treturn r.n\n", "\t\treturn min(r.n, 1)\n"},
		{"axon/in.go", "case !in.isEmpty():", "case !in.isEmpty() && !in.is(held):"},
	}},
	{"rings without a message", "CMP-8 CMP-20 CMP-22 CMP-24 CMP-25", []Edit{
		{"axon/read.go", "r.asleep = true", "r.asleep = true\n\tr.wake()"},
	}},
	{"does not wake the reader", "CMP-21 CMP-24 THR-6 THR-19", []Edit{
		{"axon/room.go", "woke := r.wake()", "woke := false"},
	}},
	{"wakes the reader for each message", "CMP-21", []Edit{
		{"axon/wait.go", "r.asleep = false", "r.asleep = r.bell != nil"},
	}},
	{"wakes the sender when it sends", "CMP-22", []Edit{
		{"axon/room.go", "woke := r.wake()", "in.madeSpace()\n\twoke := r.wake()"},
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
		{"axon/out.go", "if e != nil && e.space != nil && (to", "if e != nil && e.space != nil && e.to == final && (to"},
	}},
	{"has no bound", "BOX-1 BOX-3 BOX-4 BOX-6 BOX-9 THR-3 THR-10 THR-11 THR-12 THR-13 THR-15", []Edit{
		{"axon/room.go", "r.bound = limit{messages, bytes}", "r.bound = limit{}"},
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
		{"axon/relink.go", "in.state.Or(passed)", "in.state.Or(passed)\n\tin.open().bound = limit{}"},
	}},
	{"leaves senders waiting when the size changes", "BOX-8", []Edit{
		{"axon/room.go", "limit{messages, bytes}\n\tin.wakeAll()", "limit{messages, bytes}"},
	}},
	{"drops what finds no space", "THR-15 KRN-1", []Edit{
		{"axon/room.go", "\t\tif !wait {", "\t\tif wait {\n\t\t\tin.unlock()\n\t\t\treturn nil\n\t\t}\n\t\tif !wait {"},
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
		{"axon/in.go", "\t\t\tr.late.Context, r.late.chain = in.owner().Context(), ctx\n\t\t\tin.handle(&r.late, m)", "\t\t\tr.late.Context, r.late.chain = in.owner().Context(), ctx\n\t\t\tin.lock()\n\t\t\tin.handle(&r.late, m)\n\t\t\tin.unlock()"},
	}},
	{"lets two into a direct box", "KRN-16", []Edit{
		{"axon/in.go", "return s&bits == free && in.state.CompareAndSwap(s, s+enter)", "return s&bits != queued && enter > 0"},
	}},
	{"does not hold", "KRN-16", []Edit{
		{"axon/direct.go", "in.state.Or(held)\n\tif in.come() {\n\t\tin.setState(queued)", "in.state.Or(held)\n\tif in.come() {\n\t\tin.setState(free)"},
	}},
	{"leaves all senders but one waiting", "KRN-24", []Edit{
		{"axon/room.go", "\t\t\tr.wakeFirst() // there", "\t\t\t// there"},
	}},
	{"runs no later work", "KRN-16", []Edit{
		{"axon/direct.go", "a.later = append(a.later, f)", "_ = a"},
	}},
	{"refuses nothing", "KRN-19", []Edit{
		{"axon/direct.go", "in.state.Or(refused)", "in.state.Or(0)"},
	}},
	{"leaves senders waiting when a box refuses", "KRN-19", []Edit{
		{"axon/direct.go", "in.setState(queued)\n\t}\n\tin.wakeAll()", "in.setState(queued)\n\t}"},
	}},
	{"seizes a box with somebody inside", "KRN-20", []Edit{
		{"axon/direct.go", "\t<-gone\n", "\t_ = gone\n"},
	}},
	{"takes bytes and leaves their count", "KRN-21", []Edit{
		{"axon/read.go", "\tr.n -= messages\n", ""},
	}},
	{"does not note that it has woken somebody", "KRN-22", []Edit{
		{"axon/inside.go", "w.woke.Store(true)", "_ = w"},
	}},
	{"lets everyone wait in a handler", "KRN-23", []Edit{
		{"axon/inside.go", "return ok && here.isPatient() && ", "return ok && here != nil && "},
	}},
	{"lets a reader wait in a handler", "KRN-23", []Edit{
		{"axon/inside.go", "return ok && here.isPatient() && ctx.Value(Waking{}) == nil", "return ok && here.isPatient()"},
	}},
	{"hands on what waits before it has started", "KRN-27", []Edit{
		{"axon/direct.go", "go in.enterAlone()", "in.enterAlone()"},
	}},
	{"waits for space and does not say so", "KRN-26", []Edit{
		{"axon/wait.go", "\tnoteWait(ctx)\n", ""},
	}},
	{"lets a panic through to the sender", "KRN-2 KRN-8", []Edit{
		{"axon/in.go", "func (in *In[T]) handle(ctx context.Context, m T) {\n\treturned := false", "func (in *In[T]) handle(ctx context.Context, m T) {\n\treturned := true"},
	}},
	{"goes on after the end of the context", "KRN-14 KRN-11", []Edit{
		{"axon/wait.go", "done := ctx.Done()", "done := context.Background().Done()"},
	}},
	{"leaves senders waiting when the linkage changes", "KRN-14", []Edit{
		{"axon/relink.go", "func (in *In[T]) recheck() {\n\tin.lock()\n\tdefer in.unlock()\n\tin.wakeAll()", "func (in *In[T]) recheck() {\n\tin.lock()\n\tdefer in.unlock()"},
	}},
	{"leaves senders waiting when the receiver ends", "KRN-14", []Edit{
		{"axon/relink.go", "in.wakeAll()\n\t\tr.wake()", "r.wake()"},
	}},
	{"swallows what an ended component is sent", "KRN-4 KRN-8 KRN-14", []Edit{
		{"axon/room.go", "case s&refused != 0:\n\t\t\te.mu.Unlock()\n\t\t\treturn ErrEnded", "case s&refused != 0:\n\t\t\te.mu.Unlock()\n\t\t\treturn nil"},
	}},
	{"does not count what is left", "KRN-4 KRN-14 THR-14", []Edit{
		{"axon/relink.go", "r.left = r.n\n", "r.left = 0\n"},
	}},
	{"does not tell of a wrong type", "KRN-13", []Edit{
		{"axon/relink.go", "owner != nil && owner.report(err, m)", "owner != nil && owner.Name() != \"\""},
	}},
	{"takes no text for bytes", "KRN-13", []Edit{
		{"axon/relink.go", "if text, ok := m.(string); ok {", "if text, ok := m.(string); ok && text == \"\" {"},
	}},
}

// links breaks linkages, chains and offices.
var links = []Mutant{
	{"forgets to lead messages", "CHN-1 CHN-2 CHN-4 LNK-2 LNK-3 PO-4 THR-7 THR-19 THR-20 BOX-1 CMP-9", []Edit{
		{"axon/linkage.go", "reroute(from)\n\treturn run, nil", "return run, nil"},
		{"axon/out.go", "\t\to.to.Store(in)\n", "\t\t_ = in\n"},
	}},
	{"delivers at the first box of the chain", "CHN-2 CHN-3 CMP-24 BOX-5 BOX-9", []Edit{
		{"axon/linkage.go", "b.reroute(final)", "if final = b.next(); final != nil {\n\t\t\tb.reroute(final)\n\t\t}"},
		{"axon/relink.go", "in.state.Or(passed)", "in.state.Or(0)"},
		{"axon/relink.go", "if in.come() { // so", "if in.is(passed) { // so"},
	}},
	{"leads only the nearest outbox", "CHN-4 CHN-5 PO-6 CMP-26", []Edit{
		{"axon/linkage.go", "upstream(b, func(b Box) { b.reroute(final) })", "b.reroute(final)\n\tif e := b.base().extra(); e != nil && len(e.prev) > 0 && b.inbox() {\n\t\te.prev[0].reroute(final)\n\t}"},
		{"axon/box.go", "for next := b.next(); next != nil; next = b.next() {", "if next := b.next(); next != nil && next.inbox() {"},
	}},
	{"leads on after unlinking", "CHN-6 PO-10 PO-11 PO-12 CMP-19 KRN-5 KRN-14", []Edit{
		{"axon/linkage.go", "reroute(from)\n\treturn from.reopen()", "return from.reopen()"},
		{"axon/out.go", "if old := o.to.Swap(nil); old != nil {", "if old := o.to.Load(); old != nil {"},
	}},
	{"does not unlink", "PO-10 PO-11 PO-12 PO-13 CMP-6 CMP-27 BOX-6", []Edit{
		{"axon/linkage.go", "if l.removed || l.From.next() != l.To {", "if !l.removed {"},
	}},
	{"loses what waits at a relinking", "KRN-6 PIP-5 GRA-12", []Edit{
		{"axon/relink.go", "n, _ := q.grab(one[:]); n == 0 {", "n, _ := q.grab(one[:]); n == 0 || n == 1 {"},
	}},
	{"crashes when a loop puts back what a relinking has moved", "KRN-6", []Edit{
		{"axon/read.go", "if r.queue != r.taken {", "if r.queue != r.taken && r.taken == nil {"},
	}},
	{"delivers the old way after a relinking", "KRN-14", []Edit{
		{"axon/room.go", "case s&passed != 0, to != nil && to.Load() != in, to == nil && !from.leadsTo(&in.core):", "case s&passed != 0 && r.n < 0:"},
	}},
	{"does not run the handler for what a relinking brings", "KRN-6 KRN-15", []Edit{
		{"axon/linkage.go", "if run != nil {\n\t\trun()\n\t}\n\treturn nil\n", "_ = run\n\treturn nil\n"},
	}},
	{"does not count what is sent to nobody", "KRN-5 KRN-14", []Edit{
		{"axon/out.go", "discarded.Add(1)", "discarded.Load()"},
	}},
	{"names the kinds wrongly", "LNK-2 LNK-4 LNK-5 LNK-6 CMP-9", []Edit{
		{"axon/linkage.go", `return "pass in"`, `return "deliver in"`},
		{"axon/linkage.go", `return "pass out"`, `return "deliver out"`},
		{"axon/linkage.go", `return "deliver"`, `return "pass"`},
	}},
	{"exchanges the ends of a linkage", "LNK-4 LNK-5 LNK-6 LNK-7 LNK-8", []Edit{
		{"axon/linkage.go", "return &Linkage{From: from, To: to}, nil", "return &Linkage{From: to, To: from}, nil"},
	}},
	{"links nothing without a word", "LNK-1", []Edit{
		{"axon/linkage.go", `return &BoxError{"link", "from an inbox to an outbox or nothing", ErrBadLinkage}`, "return nil"},
	}},
	{"finds the first box under every name", "LNK-3 CMP-1 CAT-8 THR-18", []Edit{
		{"axon/component.go", "if p.Name == name && ", "if "},
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
		{"axon/snapshot.go", "if l.To != nil && !slices.Contains(all, l) {", "if l.To != nil && l.From == nil && !slices.Contains(all, l) {"},
	}},
	{"removes every linkage", "PO-8", []Edit{
		{"axon/linkage.go", "return k == l", "return k != nil"},
	}},
	{"removes the linkages of half a component", "PO-9 CMP-6", []Edit{
		{"axon/linkage.go", "own[l.From.base()] || own[l.To.base()]", "own[l.To.base()] && !own[l.From.base()]"},
	}},
	{"links a source twice", "PO-13 THR-8", []Edit{
		{"axon/linkage.go", "case from.next() != nil:", "case from.next() == from:"},
	}},
	{"makes linkages at the same time", "THR-8", []Edit{
		{"axon/linkage.go", "\t\"slices\"\n\t\"sync\"\n", "\t\"slices\"\n\t\"sync\"\n\t\"time\"\n"},
		{"axon/linkage.go", "\tfrom.lead(to)", "\ttopology.Unlock()\n\ttime.Sleep(1)\n\ttopology.Lock()\n\tfrom.lead(to)"},
	}},
	{"wakes who has left the chain", "CMP-27", []Edit{
		{"axon/linkage.go", "return b == from })", "return b != from && false })"},
	}},
	{"forgets who leads to a box", "CMP-23 CMP-25 CMP-26 CMP-27 CMP-28 CMP-29", []Edit{
		{"axon/linkage.go", "known.prev = append(known.prev, from)", "known.prev = nil"},
		{"axon/out.go", "known.prev = append(known.prev, o)", "known.prev = nil"},
	}},
	{"links in circles", "KRN-17", []Edit{
		{"axon/linkage.go", "case last(to) == from:", "case from == nil:"},
	}},
}

// lives breaks the life of components and the tracker.
var lives = []Mutant{
	{"has no signal", "CMP-1 THR-1", []Edit{
		{"axon/base.go", `{"signal", &b.Signal},`, ""},
	}},
	{"calls no hook at the end", "CMP-13 CAT-10", []Edit{
		{"axon/activate.go", "if onEnd != nil {", "if onEnd == nil {"},
	}},
	{"leaves its linkages", "CMP-19", []Edit{
		{"axon/activate.go", "more.office.UnlinkAll()", "more.office.Links()"},
	}},
	{"never ends", "THR-4 THR-14 CMP-19 KRN-2 KRN-4 KRN-11", []Edit{
		{"axon/activate.go", "\tl.phase = over\n\tif more.done != nil {\n\t\tclose(more.done)\n\t}\n", ""},
	}},
	{"runs on the goroutine that starts it", "THR-5 THR-4 PIP-2", []Edit{
		{"axon/activate.go", "go func() { h.end(guard(own, c.Run)) }()", "func() { h.end(guard(own, c.Run)) }()"},
	}},
	{"counts nothing left over", "THR-14 KRN-4", []Edit{
		{"axon/activate.go", "left += p.Box.close()", "p.Box.close()"},
	}},
	{"sends two terminal messages", "KRN-2", []Edit{
		{"axon/news.go", "if l.told {", "if l.told && !terminal {"},
	}},
	{"sends no terminal message", "KRN-2 PIP-6", []Edit{
		{"axon/activate.go", "signal.Send(ctx, ProducerFinished{Caller: l.Name()})", "_ = ctx"},
	}},
	{"talks after its terminal message", "KRN-2", []Edit{
		{"axon/news.go", "if l.told {", "if l.told && terminal {"},
	}},
	{"swallows errors", "KRN-2 KRN-18 THR-12", []Edit{
		{"axon/activate.go", "h.rest().err = err\n", "h.rest()\n\terr = nil\n"},
	}},
	{"crashes with its components", "KRN-2 CMP-13", []Edit{
		{"axon/activate.go", "err = panicked(v)", "panic(v)"},
	}},
	{"ends before what waits is used", "KRN-3", []Edit{
		{"axon/base.go", "return sig, b.Rest(f)", "return sig, nil"},
	}},
	{"sends after its end", "KRN-4", []Edit{
		{"axon/out.go", "\tcase o.base().hasEnded():\n\t\treturn ErrEnded\n", ""},
		{"axon/out.go", "\to.reroute(nil)\n\treturn 0\n", "\treturn 0\n"},
	}},
	{"ends twice", "KRN-11", []Edit{
		{"axon/activate.go", "first := h.phase < ending", "first := h.phase > fresh"},
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
		{"axon/group.go", "g.left = true, len(g.handles)", "g.left = true, max(1, len(g.handles)-1)"},
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
		{"axon/group.go", "g.handles[f].Cancel()", "_ = g.handles[f]"},
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
