package interop_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// app is a client of the suite that uses mobile.Conn, by a proxy if that is not empty.
func app(proxy string) interop.Client {
	return func(t testing.TB, addr string, payload io.Reader) (sum [32]byte, n int64) {
		c, err := dialApp(addr, proxy)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		var got atomic.Int64
		hash, more, end := sha256.New(), make(chan struct{}, 1), make(chan error, 1)
		go func() {
			for {
				data, err := c.Read(64 << 10)
				if err != nil {
					end <- err
					return
				}
				hash.Write(data)
				got.Add(int64(len(data)))
				select {
				case more <- struct{}{}:
				default:
				}
			}
		}()
		sent, err := io.Copy(writer{c}, payload)
		if err != nil {
			t.Error("write: ", err)
		}
		for got.Load() < sent { // Kamaelia's server takes a half close for the end
			select {
			case <-more:
			case err := <-end:
				t.Errorf("read after %d bytes of %d: %v", got.Load(), sent, err)
				return
			}
		}
		if err := c.CloseWrite(); err != nil {
			t.Error(err)
		}
		if err := <-end; mobile.CodeOf(err) != mobile.CodeClosedByPeer {
			t.Errorf("read at the end: %v", err)
		}
		return [32]byte(hash.Sum(nil)), got.Load()
	}
}

func dialApp(addr, proxy string) (*mobile.Conn, error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return nil, err
	}
	config, err := mobile.NewConfig(host, int32(port))
	if err != nil {
		return nil, err
	}
	if err := config.SetProxyURL(proxy); err != nil {
		return nil, err
	}
	return mobile.Dial(config)
}

type writer struct{ c *mobile.Conn }

func (w writer) Write(p []byte) (int, error) {
	if err := w.c.Write(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

func TestMobile(t *testing.T) {
	leaktest.Check(t)
	interop.TestClient(t, app(""))
}

func TestMobileByProxy(t *testing.T) {
	leaktest.Check(t)
	dante := fmt.Sprintf("socks5://127.0.0.1:%d", interop.Dante(t).Port)
	tinyproxy := interop.Tinyproxy(t).Port
	as := fmt.Sprintf("http://%s:%s@127.0.0.1:%d", interop.ProxyUser, interop.ProxyPassword, tinyproxy)
	for name, proxy := range map[string]string{"SOCKS 5": dante, "CONNECT": as} {
		t.Run(name, func(t *testing.T) { interop.TestClient(t, app(proxy)) })
	}
	for _, proxy := range []string{dante, as, fmt.Sprintf("http://127.0.0.1:%d", tinyproxy)} {
		_, err := dialApp(nobodyListens(t), proxy)
		require.Error(t, err)
		assert.Equal(t, mobile.CodeProxy, mobile.CodeOf(err), "%v", err)
		assert.NotContains(t, err.Error(), interop.ProxyPassword)
	}
	_, err := dialApp("localhost:7", "socks5://"+nobodyListens(t))
	assert.Equal(t, mobile.CodeRefused, mobile.CodeOf(err), "of the proxy itself: %v", err)
}
