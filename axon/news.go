package axon

// This file keeps the terminal message of a component last.
//
// Others than the component's own goroutine send on its signal too: a sender's,
// when a message of a wrong type is reported. The terminal message waits for
// them without anybody waiting: the last of them sends it, and then does what is
// to be done after it.

// say sends m by send, unless the terminal message was before it.
func (l *Life) say(m Signal, send func() error) error {
	terminal := m != nil && m.Stop() != Never
	l.mu.Lock()
	if l.told {
		l.mu.Unlock()
		return ErrEnded
	}
	l.told = terminal
	if terminal && l.saying > 0 {
		more := l.rest()
		more.later = append(more.later, func() { send() })
		l.mu.Unlock()
		return nil
	}
	l.saying++
	l.mu.Unlock()
	defer l.said()
	return send()
}

// said does what has waited for the last message under way.
func (l *Life) said() {
	l.mu.Lock()
	for l.saying == 1 && l.more != nil && len(l.more.later) > 0 {
		f := l.more.later[0]
		l.more.later = l.more.later[1:]
		l.mu.Unlock()
		f()
		l.mu.Lock()
	}
	l.saying--
	l.mu.Unlock()
}

// afterNews runs f once nothing is under way.
func (l *Life) afterNews(f func()) {
	l.mu.Lock()
	if l.saying > 0 {
		more := l.rest()
		more.later = append(more.later, f)
		l.mu.Unlock()
		return
	}
	l.mu.Unlock()
	f()
}

func (l *Life) hasTold() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}
