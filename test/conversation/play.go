package conversation

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// T is what factories and scripts need of a test.
type T = testing.TB

// patience bounds every wait. What takes so long is taken for hung.
const patience = 30 * time.Second

// A talk is a script in progress.
type talk struct {
	t      T
	server *server
	client Client
	heard  *Heard
	says   queue // of the client
	begins Beginning
	away   bool
	closed bool
}

// actions are what a step does. Those that wait for the other side return why that
// was in vain.
var actions = map[string]func(*talk, []byte) error{
	"client begins with":    func(k *talk, data []byte) error { k.begins.Initial = data; return nil },
	"client begins secured": func(k *talk, _ []byte) error { k.begins.Secured = true; return nil },

	"client sends":    func(k *talk, data []byte) error { k.says.do(func() error { return k.client.Send(data) }); return nil },
	"client receives": func(k *talk, data []byte) error { return k.heard.receives(data) },
	"client finishes": func(k *talk, _ []byte) error { k.says.do(k.client.Finish); return nil },
	"client closes": func(k *talk, _ []byte) error {
		k.closed = true
		k.client.Close()
		return nil
	},
	"client secures":    func(k *talk, _ []byte) error { k.says.do(k.client.Secure); return nil },
	"client is secured": func(k *talk, _ []byte) error { return k.heard.isSecured() },

	"server sends":    func(k *talk, data []byte) error { k.server.sends(data); return nil },
	"server receives": func(k *talk, data []byte) error { return k.server.receives(data) },
	"server finishes": func(k *talk, _ []byte) error {
		k.server.says.do(func() error { return k.server.conn.CloseWrite() })
		return nil
	},
	"server closes": func(k *talk, _ []byte) error {
		err := k.server.says.wait()
		k.server.conn.Close()
		return err
	},
	"server resets": func(k *talk, _ []byte) error {
		k.server.raw.SetLinger(0)
		return k.server.raw.Close()
	},
	"server secures": func(k *talk, _ []byte) error { return k.server.secures() },
	"server secures in vain": func(k *talk, _ []byte) error {
		if k.server.secures() == nil {
			// In TLS 1.3 the client's refusal comes behind the server's handshake.
			if got, err := io.ReadAll(struct{ io.Reader }{k.server.conn}); err == nil || len(got) > 0 {
				return fmt.Errorf("the handshake has succeeded: %q, %v", got, err)
			}
		}
		return nil
	},
	"server receives end": func(k *talk, _ []byte) error { return k.server.receivesEnd() },
	"server is disconnected": func(k *talk, _ []byte) error {
		io.Copy(io.Discard, struct{ io.Reader }{k.server.conn})
		k.server.says.wait()
		return nil
	},
	"server is away": func(k *talk, _ []byte) error { k.away = true; return k.server.l.Close() },
	"server has another certificate": func(k *talk, _ []byte) error {
		k.server.identity = newIdentity()
		return nil
	},
}

func init() {
	for _, reason := range []string{"in order", "by the server", "reset", "refused", "untrusted", "cancelled"} {
		actions["client ended "+reason] = func(k *talk, _ []byte) error {
			if err := k.says.wait(); err != nil && !k.closed && reason == "in order" {
				return err
			}
			return k.heard.endedBy(reason)
		}
	}
}

// isBefore reports whether a step prepares what the client will be and meet.
func isBefore(s Step) bool {
	return s.Do == "server is away" || strings.HasPrefix(s.Do, "server has ") || strings.HasPrefix(s.Do, "client begins ")
}

// Play plays a script with a new client.
func (s Script) Play(t T, factory Factory) {
	k := &talk{t: t, server: newServer(t), heard: newHeard()}
	k.says.run(t)
	k.begins.Port, k.begins.Roots = k.server.port(), k.server.identity.CertPEM()
	steps := s.Steps
	for ; len(steps) > 0 && isBefore(steps[0]); steps = steps[1:] {
		k.do(s, steps[0])
	}
	k.client = factory(t, k.begins, k.heard)
	if !k.away {
		k.server.accept()
	}
	for _, step := range steps {
		k.do(s, step)
	}
	k.heard.mu.Lock()
	defer k.heard.mu.Unlock()
	if n := len(k.heard.data); n > 0 && !k.closed {
		t.Errorf("%s.txt: the client has heard %d bytes more", s.Name, n)
	}
}

func (k *talk) do(s Script, step Step) {
	if err := actions[step.Do](k, step.Data); err != nil {
		k.t.Fatalf("%s.txt:%d: %s: %v", s.Name, step.Line, step.Text, err)
	}
}
