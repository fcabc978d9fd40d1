package axon

import "sync"

// news keeps the terminal message of a component last.
//
// Others than the component's own goroutine send on its signal too: a sender's,
// when a message of a wrong type is reported. The terminal message waits for
// them without anybody waiting: the last of them sends it, and then does what is
// to be done after it.
type news struct {
	mu      sync.Mutex
	ended   bool // the terminal message has been said
	sending int
	later   []func()
}

// say sends m by send, unless the terminal message was before it.
func (n *news) say(m any, send func() error) error {
	sig, _ := m.(Signal)
	terminal := sig != nil && sig.Stop() != Never
	n.mu.Lock()
	if n.ended {
		n.mu.Unlock()
		return ErrEnded
	}
	n.ended = terminal
	if terminal && n.sending > 0 {
		n.later = append(n.later, func() { send() })
		n.mu.Unlock()
		return nil
	}
	n.sending++
	n.mu.Unlock()
	defer n.said()
	return send()
}

// said does what has waited for the last message under way.
func (n *news) said() {
	n.mu.Lock()
	for n.sending == 1 && len(n.later) > 0 {
		f := n.later[0]
		n.later = n.later[1:]
		n.mu.Unlock()
		f()
		n.mu.Lock()
	}
	n.sending--
	n.mu.Unlock()
}

// after runs f once nothing is under way.
func (n *news) after(f func()) {
	n.mu.Lock()
	if n.sending > 0 {
		n.later = append(n.later, f)
		n.mu.Unlock()
		return
	}
	n.mu.Unlock()
	f()
}

func (n *news) over() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ended
}
