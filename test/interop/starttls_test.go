package interop_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/interop"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

// localhost is for this name and not for 127.0.0.1.
func localhost() *pki.Identity { return pki.Issue(nil, "localhost", pki.Named("localhost")) }

// A talk is a conversation by way of a client's boxes.
type talk struct {
	t       *testing.T
	ctx     context.Context
	client  *axon.Handle
	in      axon.Out[[]byte]
	makessl axon.Out[any]
	out     axon.In[[]byte]
	ready   axon.In[secure.Secured]
	heard   []byte // and not used yet

	mu   sync.Mutex
	news []axon.Signal
}

func newTalk(t *testing.T, client axon.Component) *talk {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	x := &talk{t: t, ctx: ctx}
	var signal axon.In[axon.Signal]
	signal.Handle(func(_ context.Context, m axon.Signal) {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.news = append(x.news, m)
	})
	boxes := client.Boxes()
	for name, own := range map[string]axon.Box{"inbox": &x.in, "makessl": &x.makessl} {
		box, err := boxes.Inbox(name)
		require.NoError(t, err)
		_, err = axon.LinkBoxes(own, box)
		require.NoError(t, err)
	}
	for name, own := range map[string]axon.Box{"outbox": &x.out, "sslready": &x.ready, "signal": &signal} {
		box, err := boxes.Outbox(name)
		require.NoError(t, err)
		_, err = axon.LinkBoxes(box, own)
		require.NoError(t, err)
	}
	var err error
	x.client, err = axon.Activate(ctx, client)
	require.NoError(t, err)
	t.Cleanup(func() { x.client.Stop(); cancel() })
	return x
}

func (x *talk) say(text string) {
	x.t.Helper()
	require.NoError(x.t, x.in.Send(x.ctx, []byte(text)))
}

// expect waits for a match of pattern, and returns all up to its end.
func (x *talk) expect(pattern string) string {
	x.t.Helper()
	match := regexp.MustCompile(pattern)
	for {
		if at := match.FindIndex(x.heard); at != nil {
			return string(x.take(at[1]))
		}
		x.more()
	}
}

// take waits for n bytes.
func (x *talk) take(n int) []byte {
	x.t.Helper()
	for len(x.heard) < n {
		x.more()
	}
	taken := x.heard[:n]
	x.heard = x.heard[n:]
	return taken
}

func (x *talk) more() {
	x.t.Helper()
	m, err := x.out.Recv(x.ctx)
	require.NoError(x.t, err, "after %q; news %v", x.heard[:min(len(x.heard), 500)], x.told())
	x.heard = append(x.heard, m...)
}

// told is the news so far.
func (x *talk) told() []axon.Signal {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.news)
}

// secure makes it TLS, and says text at once: it waits for the handshake.
func (x *talk) secure(roots []byte, text string) {
	x.t.Helper()
	require.Empty(x.t, x.heard, "nothing may come between the answer and the handshake")
	upgrade, err := secure.Options{Roots: roots}.Client()
	require.NoError(x.t, err)
	require.NoError(x.t, x.makessl.Send(x.ctx, upgrade))
	x.say(text)
	how, err := x.ready.Recv(x.ctx)
	require.NoError(x.t, err)
	x.t.Logf("%s %s", how.Version, how.CipherSuite)
	assert.Equal(x.t, "localhost", how.ServerName)
}

// ends waits for the server to end the connection in order.
func (x *talk) ends() {
	x.t.Helper()
	require.NoError(x.t, x.client.Wait())
	news := x.told()
	last, ok := news[len(news)-1].(axon.SocketShutdown)
	require.True(x.t, ok, "%v", news)
	assert.Equal(x.t, io.EOF, last.HowDied)
}

// refuses makes it TLS with a server that was dialled by another name than that of
// its certificate: no message for it may leave then.
func (x *talk) refuses(roots []byte, text string) {
	x.t.Helper()
	upgrade, err := secure.Options{Roots: roots}.Client()
	require.NoError(x.t, err)
	require.NoError(x.t, x.makessl.Send(x.ctx, upgrade))
	x.in.Send(x.ctx, []byte(text)) // may hear already that there is no connection
	err = x.client.Wait()
	x.t.Log(err)
	_, wrong := errors.AsType[x509.HostnameError](err)
	assert.True(x.t, wrong, "%v", err)
	assert.Zero(x.t, x.ready.Len())
	assert.Zero(x.t, x.out.Len())
}

// lines are n bytes of text.
func lines(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "line %d of this text\r\n", i)
	}
	return b.String()[:n-2] + "\r\n"
}

const mebi = 1 << 20

// upgrades runs a conversation that is secured in mid-stream by each client: to its
// end when the server was dialled by its name, and to the refusal of its
// certificate when it was dialled by its address.
func upgrades(t *testing.T, s *interop.Service, before func(x *talk), roots []byte, first string, after func(x *talk)) {
	for name, client := range clients {
		t.Run(name, func(t *testing.T) {
			x := newTalk(t, client("localhost", s.Port, nil))
			before(x)
			x.secure(roots, first)
			after(x)
			x.ends()
		})
		t.Run(name+"WrongName", func(t *testing.T) {
			x := newTalk(t, client("127.0.0.1", s.Port, nil))
			before(x)
			x.refuses(roots, first)
		})
	}
}

func TestSMTP(t *testing.T) {
	leaktest.Check(t)
	i := localhost()
	s := interop.Exim(t, i)
	text := lines(mebi)
	upgrades(t, s, func(x *talk) {
		x.t.Logf("%q", x.expect(`^220 .*\r\n`))
		x.say("EHLO client.example\r\n")
		require.Contains(x.t, x.expect(`(?m)^250 .*\r\n`), "250-STARTTLS\r\n")
		x.say("STARTTLS\r\n")
		x.expect(`^220 .*\r\n`)
	}, i.CertPEM(), "EHLO client.example\r\n", func(x *talk) {
		hello := x.expect(`(?m)^250 .*\r\n`)
		assert.Contains(x.t, hello, "250-PIPELINING\r\n")
		assert.NotContains(x.t, hello, "STARTTLS")
		x.say("MAIL FROM:<a@client.example>\r\n")
		x.expect(`^250 .*\r\n`)
		x.say("RCPT TO:<b@localhost>\r\n")
		x.expect(`^250 .*\r\n`)
		x.say("DATA\r\n")
		x.expect(`^354 .*\r\n`)
		x.say("Subject: from " + x.t.Name() + "\r\n\r\n" + text)
		x.say(".\r\n")
		id := regexp.MustCompile(`id=(\S+)`).FindStringSubmatch(x.expect(`^250 .*\r\n`))
		require.NotNil(x.t, id)
		x.say("QUIT\r\n")
		x.expect(`^221 .*\r\n`)
		kept, err := os.ReadFile(filepath.Join(s.Dir, "spool", "input", id[1]+"-D"))
		require.NoError(x.t, err)
		_, kept, _ = bytes.Cut(kept, []byte("\n")) // the first line is its own name
		assert.True(x.t, string(kept) == strings.ReplaceAll(text, "\r\n", "\n"), "Exim has %d bytes", len(kept))
	})
}

func TestIMAP(t *testing.T) {
	leaktest.Check(t)
	i := localhost()
	s := interop.Dovecot(t, i)
	mail := "Subject: hello\r\n\r\n" + lines(mebi)
	upgrades(t, s, func(x *talk) {
		greeting := x.expect(`^\* OK .*\r\n`)
		x.t.Logf("%q", greeting)
		require.Contains(x.t, greeting, "STARTTLS")
		x.say("a STARTTLS\r\n")
		x.expect(`^a OK .*\r\n`)
	}, i.CertPEM(), "b CAPABILITY\r\n", func(x *talk) {
		capability := x.expect(`(?m)^b OK .*\r\n`)
		assert.Contains(x.t, capability, "AUTH=PLAIN")
		assert.NotContains(x.t, capability, "STARTTLS")
		x.say("c LOGIN somebody secret\r\n")
		x.expect(`(?m)^c OK .*\r\n`)
		x.say(fmt.Sprintf("d APPEND INBOX {%d+}\r\n", len(mail)))
		x.say(mail)
		x.say("\r\n")
		x.expect(`(?m)^d OK .*\r\n`)
		x.say("e SELECT INBOX\r\n")
		x.expect(`(?m)^e OK .*\r\n`)
		x.say("f FETCH * BODY[]\r\n")
		x.expect(fmt.Sprintf(`(?m)^\* \d+ FETCH .*\{%d\}\r\n`, len(mail)))
		assert.True(x.t, string(x.take(len(mail))) == mail, "the mail came back changed")
		x.expect(`(?m)^f OK .*\r\n`)
		x.say("g LOGOUT\r\n")
		x.expect(`^\* BYE .*\r\ng OK .*\r\n`)
	})
}

func TestPostgreSQL(t *testing.T) {
	leaktest.Check(t)
	i := localhost()
	s := interop.PostgreSQL(t, i)
	u32 := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	message := func(kind, body string) string { return kind + u32(4+len(body)) + body }
	// answer reads up to ReadyForQuery and returns the bodies by their kinds.
	answer := func(x *talk) map[byte]string {
		got := map[byte]string{}
		for got['Z'] == "" {
			head := x.take(5)
			kind, n := head[0], int(binary.BigEndian.Uint32(head[1:]))
			got[kind] = string(x.take(n - 4))
			require.NotEqual(x.t, byte('E'), kind, "%q", got[kind])
		}
		return got
	}
	upgrades(t, s, func(x *talk) {
		x.say(u32(8) + u32(80877103)) // SSLRequest
		require.Equal(x.t, "S", string(x.take(1)))
	}, i.CertPEM(), message("", u32(3<<16)+"user\x00postgres\x00\x00"), func(x *talk) {
		assert.Equal(x.t, u32(0), answer(x)['R'], "AuthenticationOk")
		x.say(message("Q", "select (select version from pg_stat_ssl where pid = pg_backend_pid()), repeat('0123456789', 100000)\x00"))
		row := answer(x)['D']
		want := "\x00\x02" + u32(7) + "TLSv1.3" + u32(1e6) + strings.Repeat("0123456789", 100_000)
		assert.True(x.t, row == want, "%d bytes: %.60q", len(row), row)
		x.say(message("X", ""))
	})
}
