package mobile_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

type lines struct {
	mu  sync.Mutex
	all []string
	log func() error
}

func (l *lines) Log(level int32, component, line string) error {
	l.mu.Lock()
	l.all = append(l.all, fmt.Sprint(level, " ", component, " ", line))
	l.mu.Unlock()
	if l.log == nil {
		return nil
	}
	return l.log()
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.all, "\n")
}

func TestLogger(t *testing.T) {
	leaktest.Check(t)
	defer mobile.SetLogLevel(mobile.LogInfo)
	for _, c := range []struct {
		level int32
		has   []string
		not   []string
	}{
		{mobile.LogNone, nil, []string{" "}},
		{mobile.LogWarn, []string{"2 client "}, []string{"connected to", "Resolving"}},
		{mobile.LogInfo, []string{"3 client connected to 127.0.0.1:", "3 client closed"}, []string{"Resolving"}},
		{mobile.LogDebug, []string{"4 client Resolving", "4 client Connecting"}, nil},
	} {
		mobile.SetLogLevel(c.level)
		r, l := &recorder{}, &lines{}
		way := newRelay(t, serve(t, echo))
		cfg := configFor(t, way.port)
		cfg.SetLogger(l)
		cfg.SetRetry(quick())
		cl := client(t, cfg, r)
		l.log = func() error {
			cl.Stats() // no lock is held
			cl.State()
			_ = cl.TrySend([]byte("x"))
			return nil
		}
		require.NoError(t, cl.Start())
		r.hears(t, "Ready", 1)
		cl.EnterBackground()
		way.kill()
		way.live()
		r.hears(t, "Waiting", 1)
		cl.EnterForeground()
		r.hears(t, "Ready", 2)
		require.NoError(t, cl.Flush(hang.Milliseconds()))
		cl.Stop()
		r.ends(t, cl)
		for _, has := range c.has {
			require.Contains(t, l.text(), has)
		}
		for _, not := range c.not {
			require.NotContains(t, l.text(), not)
		}
	}
}

func TestALoggerThatFailsIsLeftAlone(t *testing.T) {
	leaktest.Check(t)
	for name, log := range map[string]func() error{
		"error": func() error { return errApp },
		"panic": func() error { panic(errApp) },
	} {
		r, l := &recorder{}, &lines{log: log}
		cfg := configFor(t, serve(t, echo))
		cfg.SetLogger(l)
		c := start(t, cfg, r)
		r.hears(t, "Ready", 1)
		c.Stop()
		require.Nil(t, r.ends(t, c), name)
		require.Len(t, l.all, 1, name)
	}
}
