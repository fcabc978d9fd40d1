package conversation_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/test/conversation"
)

func TestMobile(t *testing.T) {
	scripts, err := conversation.Load("../testdata/conversations")
	require.NoError(t, err)
	for _, s := range scripts {
		t.Run(s.Name, func(t *testing.T) {
			leaktest.Check(t)
			s.Play(t, startMobile)
		})
	}
}

// app is a Client of package mobile as the scripts' client.
type app struct {
	*mobile.Client
	heard *conversation.Heard
	tls   *mobile.TLSOptions
	ready chan struct{}
	once  sync.Once // ready again after a handshake
}

func startMobile(t conversation.T, b conversation.Beginning, heard *conversation.Heard) conversation.Client {
	config, err := mobile.NewConfig("127.0.0.1", int32(b.Port))
	require.NoError(t, err)
	a := &app{heard: heard, tls: mobile.NewTLSOptions(), ready: make(chan struct{})}
	require.NoError(t, a.tls.SetRootsPEM(b.Roots))
	config.SetInitialMessage(b.Initial)
	if b.Secured {
		config.SetTLS(a.tls)
	}
	a.Client, err = mobile.NewClient(config, a)
	require.NoError(t, err)
	require.NoError(t, a.Start())
	t.Cleanup(func() {
		a.Client.Close()
		require.True(t, a.AwaitClosed(10_000))
	})
	return a
}

func (a *app) Secure() error {
	<-a.ready
	return a.MakeSecure(a.tls)
}

func (a *app) Finish() error { return a.FinishSending() }

func (a *app) OnState(state int32, _ *mobile.ConnInfo) error {
	if state == mobile.StateReady {
		a.once.Do(func() { close(a.ready) })
	}
	return nil
}

func (a *app) OnData(chunk *mobile.Chunk) error {
	a.heard.Data(chunk.Bytes())
	return nil
}

func (a *app) OnSecure(*mobile.ConnInfo) error {
	a.heard.Secured()
	return nil
}

func (a *app) OnWritable(int64) error                      { return nil }
func (a *app) OnRetry(int32, int64, *mobile.Failure) error { return nil }

func (a *app) OnClosed(why *mobile.Failure) error {
	reason, ok := map[int32]string{
		mobile.CodeOK: "in order", mobile.CodeClosedByPeer: "by the server", mobile.CodeReset: "reset",
		mobile.CodeRefused: "refused", mobile.CodeTLSUntrusted: "untrusted", mobile.CodeCancelled: "cancelled",
	}[why.Code()]
	if !ok {
		reason = why.Error()
	}
	a.heard.Ended(reason)
	return nil
}
