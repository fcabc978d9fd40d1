package conformance_test

import (
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/test/conformance"
)

func TestServer(t *testing.T) {
	conformance.Servers(t, conformance.ServerFactory{
		New: func(t testing.TB, protocol func() axon.Component, port int, handlerTime time.Duration, makessl any) axon.Component {
			s := internet.NewSimpleServer(protocol, port)
			s.HandlerTime, s.MakeSSL = handlerTime, makessl
			s.Server.Host = "127.0.0.1"
			s.Server.ListenConfig = blocking.ListenConfig{Control: conformance.SmallBuffers, Budget: blocking.NewBudget(3000)}
			return s
		},
		Client: func(t testing.TB, host string, port int) axon.Component {
			return internet.NewTCPClient(host, port)
		},
	})
}
