package interop_test

import (
	"testing"

	"github.com/threadedtcp/threadedtcp/test/interop"
)

func TestNetClient(t *testing.T) { interop.TestClient(t, interop.NetClient) }

func TestNetEcho(t *testing.T) { interop.TestEcho(t, interop.NetEcho) }
