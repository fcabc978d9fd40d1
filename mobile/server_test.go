package mobile_test

import (
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

// A hall is a ServerListener whose peers are recorders.
type hall struct {
	welcome func(p *mobile.Peer, r *recorder) (mobile.Listener, error)

	mu      sync.Mutex
	peers   []*mobile.Peer
	guests  []*recorder
	why     []*mobile.Failure
	arrived chan *recorder
}

func newHall() *hall { return &hall{arrived: make(chan *recorder, 100)} }

func (h *hall) OnPeer(p *mobile.Peer) (mobile.Listener, error) {
	r := &recorder{}
	h.mu.Lock()
	h.peers, h.guests = append(h.peers, p), append(h.guests, r)
	h.mu.Unlock()
	var l mobile.Listener = r
	var err error
	if h.welcome != nil {
		l, err = h.welcome(p, r)
	}
	h.arrived <- r
	return l, err
}

func (h *hall) OnServerClosed(why *mobile.Failure) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.why = append(h.why, why)
	return nil
}

func (h *hall) peer(i int) *mobile.Peer {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.peers[i]
}

// echoes makes a peer send back what comes.
func echoes(p *mobile.Peer, r *recorder) (mobile.Listener, error) {
	r.data = func(c *mobile.Chunk) error { return p.Send(c.Bytes()) }
	return r, nil
}

func listen(t testing.TB, h *hall, set func(cfg *mobile.Config) error) *mobile.Server {
	t.Helper()
	s, err := mobile.NewServer("127.0.0.1", 0, h)
	require.NoError(t, err)
	if set != nil {
		cfg := configFor(t, 1)
		require.NoError(t, set(cfg))
		require.NoError(t, s.SetPeerConfig(cfg))
	}
	require.Zero(t, s.Port())
	require.NoError(t, s.Start())
	t.Cleanup(func() {
		s.Close()
		require.True(t, s.AwaitClosed(hang.Milliseconds()))
	})
	return s
}

func (h *hall) ends(t testing.TB, s *mobile.Server) *mobile.Failure {
	t.Helper()
	require.True(t, s.AwaitClosed(hang.Milliseconds()))
	h.mu.Lock()
	defer h.mu.Unlock()
	require.Len(t, h.why, 1)
	return h.why[0]
}

func TestServer(t *testing.T) {
	leaktest.Check(t)
	h := newHall()
	h.welcome = echoes
	s := listen(t, h, func(cfg *mobile.Config) error { return cfg.SetDelimiter([]byte("\n"), 100) })
	code(t, mobile.CodeInvalidState, s.Start())
	code(t, mobile.CodeInvalidState, s.SetPeerConfig(configFor(t, 1)))
	var clients []*recorder
	for range 5 {
		r := &recorder{}
		c := start(t, configFor(t, s.Port()), r)
		require.NoError(t, c.SendText("one\ntw"))
		require.NoError(t, c.SendText("o\nhalf"))
		require.NoError(t, c.FinishSending())
		require.Nil(t, r.ends(t, c))
		clients = append(clients, r)
	}
	for i, r := range clients {
		require.Equal(t, "one\ntwo\nhalf", r.text.String())
		guest := receives(t, "OnPeer", h.arrived)
		why := guest.ends(t, h.peer(i))
		require.Equal(t, mobile.CodeClosedByPeer, why.Code())
		require.Equal(t, []string{"Ready", "data", "Closed", "closed"}, guest.events())
		require.Len(t, guest.chunks, 3)
		require.EqualValues(t, 12, h.peer(i).Stats().BytesOut)
	}
	s.Stop()
	require.Nil(t, h.ends(t, s))
	r := &recorder{}
	require.Equal(t, mobile.CodeRefused, r.ends(t, start(t, configFor(t, s.Port()), r)).Code())
}

func TestServerStopEndsPeersInOrder(t *testing.T) {
	leaktest.Check(t)
	h := newHall()
	s := listen(t, h, nil)
	conn, err := mobile.Dial(configFor(t, s.Port()))
	require.NoError(t, err)
	guest := receives(t, "OnPeer", h.arrived)
	guest.hears(t, "Ready", 1)
	require.NoError(t, h.peer(0).SendText("last words"))
	s.Stop()
	got, err := conn.ReadExactly(10)
	require.NoError(t, err)
	require.Equal(t, "last words", string(got))
	_, err = conn.Read(1)
	code(t, mobile.CodeClosedByPeer, err)
	conn.Close()
	require.Nil(t, guest.ends(t, h.peer(0)))
	require.Nil(t, h.ends(t, s))
}

func TestServerCloseAborts(t *testing.T) {
	leaktest.Check(t)
	h := newHall()
	s := listen(t, h, nil)
	conn, err := mobile.Dial(configFor(t, s.Port()))
	require.NoError(t, err)
	defer conn.Close()
	guest := receives(t, "OnPeer", h.arrived)
	s.Close()
	require.Nil(t, h.ends(t, s))
	require.Equal(t, mobile.CodeCancelled, guest.ends(t, h.peer(0)).Code())
	_, err = conn.Read(1)
	require.Error(t, err)
}

func TestServerThatWasNotStarted(t *testing.T) {
	leaktest.Check(t)
	h := newHall()
	s, err := mobile.NewServer("", 0, h)
	require.NoError(t, err)
	require.False(t, s.AwaitClosed(0))
	s.Stop()
	require.Nil(t, h.ends(t, s))
	code(t, mobile.CodeInvalidState, s.Start())
}

func TestServerThatCannotListen(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	s, err := mobile.NewServer("127.0.0.1", int32(l.Addr().(*net.TCPAddr).Port), newHall())
	require.NoError(t, err)
	code(t, mobile.CodeIO, s.Start())
	_, err = mobile.NewServer("", 70000, newHall())
	code(t, mobile.CodeInvalidArgument, err)
	_, err = mobile.NewServer("", 0, nil)
	code(t, mobile.CodeInvalidArgument, err)
}

func TestAPeerThatNobodyListensTo(t *testing.T) {
	leaktest.Check(t)
	for name, welcome := range map[string]func(p *mobile.Peer, r *recorder) (mobile.Listener, error){
		"null":  func(*mobile.Peer, *recorder) (mobile.Listener, error) { return nil, nil },
		"error": func(_ *mobile.Peer, r *recorder) (mobile.Listener, error) { return r, errApp },
		"panic": func(*mobile.Peer, *recorder) (mobile.Listener, error) { panic(errApp) },
		"close": func(p *mobile.Peer, r *recorder) (mobile.Listener, error) { p.Close(); return r, nil },
		"stop":  func(p *mobile.Peer, r *recorder) (mobile.Listener, error) { p.Stop(); return r, nil },
	} {
		h := newHall()
		h.welcome = welcome
		s := listen(t, h, nil)
		for range 2 { // the server goes on
			conn, err := mobile.Dial(configFor(t, s.Port()))
			require.NoError(t, err)
			_, err = conn.Read(1)
			require.Error(t, err, name)
			conn.Close()
		}
		require.True(t, h.peer(0).AwaitClosed(hang.Milliseconds()))
		s.Stop()
		require.Nil(t, h.ends(t, s), name)
	}
}

func TestPeersAreSecured(t *testing.T) {
	leaktest.Check(t)
	t.Run("at once", func(t *testing.T) {
		h := newHall()
		h.welcome = func(p *mobile.Peer, r *recorder) (mobile.Listener, error) {
			return r, p.SendText("greeting") // not in clear
		}
		s := listen(t, h, func(cfg *mobile.Config) error { cfg.SetTLS(certified(t)); return nil })
		cfg := configFor(t, s.Port())
		cfg.SetTLS(trusting(t))
		conn, err := mobile.Dial(cfg)
		require.NoError(t, err)
		defer conn.Close()
		got, err := conn.ReadExactly(8)
		require.NoError(t, err)
		require.Equal(t, "greeting", string(got))
		require.True(t, h.peer(0).Info().Secure())
		guest := receives(t, "OnPeer", h.arrived)
		guest.hears(t, "Ready", 1)
		require.Equal(t, []string{"Securing", "secure", "Ready"}, guest.events())
	})
	t.Run("in mid-stream", func(t *testing.T) {
		h := newHall()
		h.welcome = func(p *mobile.Peer, r *recorder) (mobile.Listener, error) {
			r.data = func(c *mobile.Chunk) error {
				if !p.Info().Secure() {
					if err := p.SendText("go on\n"); err != nil {
						return err
					}
					end := time.Now().Add(hang)
					for p.Stats().BytesIn == int64(len("starttls\n")) && time.Now().Before(end) {
						runtime.Gosched() // until the client's handshake is here
					}
					return p.MakeSecure(certified(t))
				}
				return p.Send(c.Bytes())
			}
			return r, nil
		}
		o := trusting(t)
		// The client's handshake has no lines, and may come while the app still is at
		// the one before it.
		s := listen(t, h, func(cfg *mobile.Config) error { return cfg.SetDelimiter([]byte("\n"), 20) })
		conn, err := mobile.Dial(configFor(t, s.Port()))
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.Write([]byte("starttls\n")))
		line, err := conn.ReadUntil([]byte("\n"), 100)
		require.NoError(t, err)
		require.Equal(t, "go on\n", string(line))
		require.NoError(t, conn.MakeSecure(o))
		require.True(t, conn.Info().Secure())
		require.NoError(t, conn.Write([]byte("secret\n")))
		got, err := conn.ReadExactly(7)
		require.NoError(t, err)
		require.Equal(t, "secret\n", string(got))
	})
	t.Run("without a certificate", func(t *testing.T) {
		trusting(t)
		s, err := mobile.NewServer("127.0.0.1", 0, newHall())
		require.NoError(t, err)
		cfg := configFor(t, 1)
		cfg.SetTLS(mobile.NewTLSOptions())
		require.NoError(t, s.SetPeerConfig(cfg))
		code(t, mobile.CodeInvalidArgument, s.Start())
	})
}

func TestPeersKeepTheLimitsOfClients(t *testing.T) {
	leaktest.Check(t)
	h := newHall()
	h.welcome = func(p *mobile.Peer, r *recorder) (mobile.Listener, error) {
		r.data = func(*mobile.Chunk) error { return errApp }
		return r, nil
	}
	s := listen(t, h, func(cfg *mobile.Config) error {
		cfg.SetReadTimeoutMillis(30)
		return nil
	})
	idle, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", itoa(s.Port())))
	require.NoError(t, err)
	defer idle.Close()
	guest := receives(t, "OnPeer", h.arrived)
	require.Equal(t, "Timeout", guest.ends(t, h.peer(0)).CodeName())

	conn, err := mobile.Dial(configFor(t, s.Port()))
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.Write([]byte("x")))
	guest = receives(t, "OnPeer", h.arrived)
	require.Equal(t, "Listener", guest.ends(t, h.peer(1)).CodeName())
}

// Whoever OnPeer has returned hears OnClosed, also when the server ends meanwhile.
func TestAPeerThatComesWithTheEnd(t *testing.T) {
	leaktest.Check(t)
	for name, end := range map[string]func(*mobile.Server){"Stop": (*mobile.Server).Stop, "Close": (*mobile.Server).Close} {
		t.Run(name, func(t *testing.T) {
			h := newHall()
			var s *mobile.Server
			ready := make(chan struct{})
			h.welcome = func(_ *mobile.Peer, r *recorder) (mobile.Listener, error) {
				<-ready
				end(s)
				return r, nil
			}
			s = listen(t, h, nil)
			close(ready)
			client := &recorder{}
			c := start(t, configFor(t, s.Port()), client)
			r := receives(t, "a peer", h.arrived)
			require.Nil(t, h.ends(t, s))
			require.NotEmpty(t, r.events())
			r.ends(t, h.peer(0))
			client.ends(t, c)
		})
	}
}
