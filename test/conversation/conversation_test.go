package conversation_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/conversation"
	"github.com/threadedtcp/threadedtcp/threaded"
)

func TestThreaded(t *testing.T) {
	play(t, func(b conversation.Beginning) axon.Component {
		c := threaded.NewTCPClient("127.0.0.1", b.Port)
		c.InitialMessage = b.Initial
		return c
	})
}

func TestInternet(t *testing.T) {
	play(t, func(b conversation.Beginning) axon.Component {
		c := internet.NewTCPClient("127.0.0.1", b.Port)
		c.InitialMessage = b.Initial
		return c
	})
}

func play(t *testing.T, client func(conversation.Beginning) axon.Component) {
	scripts, err := conversation.Load("../testdata/conversations")
	require.NoError(t, err)
	for _, s := range scripts {
		t.Run(s.Name, func(t *testing.T) {
			leaktest.Check(t)
			s.Play(t, func(t conversation.T, b conversation.Beginning, heard *conversation.Heard) conversation.Client {
				return start(t, client(b), b, heard)
			})
		})
	}
}

// wired is a component's boxes as the scripts' client.
type wired struct {
	in      axon.Out[[]byte]
	control axon.Out[axon.Signal]
	makessl axon.Out[any]
	upgrade secure.Upgrade
	handle  *axon.Handle
}

func start(t conversation.T, c axon.Component, b conversation.Beginning, heard *conversation.Heard) *wired {
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(b.Roots))
	w := &wired{upgrade: secure.Client(&tls.Config{RootCAs: roots})}
	var out axon.In[[]byte]
	out.Handle(func(_ context.Context, m []byte) { heard.Data(m) })
	var ready axon.In[any]
	ready.Handle(func(context.Context, any) { heard.Secured() })
	for name, inner := range map[string]axon.Box{"inbox": &w.in, "control": &w.control, "makessl": &w.makessl} {
		box, err := c.Boxes().Inbox(name)
		require.NoError(t, err)
		_, err = axon.LinkBoxes(inner, box)
		require.NoError(t, err)
	}
	for name, inner := range map[string]axon.Box{"outbox": &out, "sslready": &ready} {
		box, err := c.Boxes().Outbox(name)
		require.NoError(t, err)
		_, err = axon.LinkBoxes(box, inner)
		require.NoError(t, err)
	}
	signal, err := c.Boxes().Outbox("signal")
	require.NoError(t, err)
	var news axon.In[axon.Signal]
	news.Handle(func(_ context.Context, m axon.Signal) {
		if m.Stop() != axon.Never {
			heard.Ended(reason(m))
		}
	})
	_, err = axon.LinkBoxes(signal, &news)
	require.NoError(t, err)
	if b.Secured {
		require.NoError(t, w.Secure())
	}
	w.handle, err = axon.Activate(context.Background(), c)
	require.NoError(t, err)
	t.Cleanup(func() { w.handle.Stop() })
	return w
}

// reason is what a terminal message says, in the words of the scripts.
func reason(m axon.Signal) string {
	if _, ok := m.(axon.ShutdownMicroprocess); ok {
		return "in order"
	}
	died := m.(axon.SocketShutdown).HowDied
	for text, err := range map[string]error{
		"by the server": io.EOF, "reset": syscall.ECONNRESET, "refused": syscall.ECONNREFUSED,
		"in order": axon.ErrProducerFinished, "cancelled": axon.ErrStopped,
	} {
		if errors.Is(died, err) {
			return text
		}
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](died); ok {
		return "untrusted"
	}
	return died.Error()
}

func (w *wired) Send(data []byte) error { return w.in.Send(context.Background(), data) }

func (w *wired) Secure() error { return w.makessl.Send(context.Background(), w.upgrade) }

func (w *wired) Finish() error {
	return w.control.Send(context.Background(), axon.ProducerFinished{Caller: "script"})
}

func (w *wired) Close() { w.handle.Cancel() }
