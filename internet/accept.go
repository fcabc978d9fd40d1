package internet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// How long a server waits for descriptors, memory or threads before it accepts
// again, doubled each time.
const (
	firstWait = 5 * time.Millisecond
	longWait  = time.Second
)

// accept offers connections until the listener is closed, and returns the error
// that nothing can be done about.
func (s *TCPServer) accept(ctx context.Context) error {
	wait := time.Duration(0)
	for {
		if s.MaxConnections > 0 && !s.idle(ctx, s.MaxConnections, axon.Drained) {
			return nil
		}
		conn, err := s.next(ctx)
		if s.ordered() != nil || ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		switch {
		case err == nil:
			wait = 0
			s.offer(ctx, conn)
		case isPeersFault(err):
			if !s.rest(ctx, time.Millisecond) { // in case there is no end of them
				return nil
			}
		case isShortage(err):
			if wait == 0 { // and not again while it lasts
				s.report(ctx, err)
			}
			wait = min(max(2*wait, firstWait), longWait)
			if !s.rest(ctx, wait) {
				return nil
			}
		default:
			return err
		}
	}
}

func (s *TCPServer) next(ctx context.Context) (*blocking.Conn, error) {
	if err := s.path.await(ctx); err != nil {
		return nil, err
	}
	return s.listener.AcceptConn()
}

// isShortage says that there may be space again later.
func isShortage(err error) bool { return isExhausted(err) || errors.Is(err, blocking.ErrThreadBudget) }

func (s *TCPServer) report(ctx context.Context, err error) {
	warn(ctx, s.Name(), err)
	s.Signal.Send(context.WithoutCancel(ctx), axon.ErrorInformation{Caller: s.Name(), Err: err})
}

// rest waits for a while, shorter when a connection ends and gives back what it
// held, and reports whether the server goes on.
func (s *TCPServer) rest(ctx context.Context, d time.Duration) bool {
	return dialer.Wait(ctx, d, s.closed) == nil && s.ordered() == nil
}

// listenSomewhere tries the ports of a range from a random one on.
func (s *TCPServer) listenSomewhere(ctx context.Context) (*blocking.Listener, error) {
	low, high := s.Ports[0], s.Ports[1]
	if low == 0 && high == 0 {
		low, high = 2000, 50000
	}
	if low < 1 || high > 65535 || low > high {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: fmt.Errorf("ports %d to %d: %w", low, high, errNoPort)}
	}
	n := high - low + 1
	for first, i := rand.IntN(n), 0; ; i++ {
		port := low + (first+i)%n
		l, err := s.ListenConfig.Listen(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(port)))
		if err == nil || i == n-1 || !isTaken(err) {
			return l, err
		}
	}
}
