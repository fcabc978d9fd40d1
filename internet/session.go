package internet

import (
	"errors"
	"runtime/debug"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A session is one connection of a ServerCore: an adapter and the component that
// speaks over it, its handler. They are one piece of memory, since there may be very many.
//
// parts counts those of both, and of start, that have not ended. place is where the
// session is in the server's list, -1 when it is not there. The server's mu guards both.
type session ConnectedSocketAdapter

func (x *session) adapter() *ConnectedSocketAdapter { return (*ConnectedSocketAdapter)(x) }
func (x *session) core() *ServerCore                { return x.adapter().server().core.(*ServerCore) }

// rare is what most sessions have only at their end, if ever.
type rare struct {
	server *axon.Linkage // from the handler
	timer  *time.Timer   // guarded by the server's mu
}

// Why a server ends a connection or a component.
var (
	errNoComponent  = errors.New("the protocol has made no component")
	errNoConnection = errors.New("the connection has ended")
)

// start makes the component, links it and activates both. A panic of the protocol
// or of its component is its own connection's end only.
func (x *session) start() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &axon.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	conn, s := x.conn, x.core()
	handler := s.protocol(Peer{Remote: conn.RemoteAddr(), Local: conn.LocalAddr(), Conn: conn})
	if handler == nil {
		return errNoComponent
	}
	x.handler = handler
	if err := x.join(); err != nil {
		return err
	}
	s.mu.Lock()
	x.place = int32(len(s.sessions))
	s.sessions = append(s.sessions, x)
	s.mu.Unlock()

	// What the component sends at once is in order with its makessl.
	x.adapter().prepare()
	// The component first: what came before its Start would be handled by this
	// goroutine, which is to accept others.
	h, err := axon.Activate(s.endless, x.handler)
	if err != nil {
		return err
	}
	x.count(1)
	h.OnEnd(x.handlerEnded)
	x.count(1)
	if _, err := axon.Activate(s.endless, x.adapter()); err != nil {
		h.CancelCause(err)
		return err
	}
	if cause := s.cancelled(); cause != nil {
		x.cancel(cause)
	}
	return nil
}

// count counts n more parts, see leave.
func (x *session) count(n int8) {
	x.core().mu.Lock()
	defer x.core().mu.Unlock()
	x.parts += n
}

// cancel ends what there is of the session, with the server.
func (x *session) cancel(cause error) {
	for _, c := range []axon.Component{x.handler, x.adapter()} {
		if h := axon.HandleOf(c); h != nil {
			h.CancelCause(cause)
		}
	}
}

// join links the boxes. What leads from one part to the other stays when either
// has ended, so that who sends is told.
func (x *session) join() error {
	a, boxes := x.adapter(), x.handler.Boxes()
	inbox, err1 := boxes.Inbox("inbox")
	_, err2 := boxes.Inbox("control")
	outbox, err3 := boxes.Outbox("outbox")
	signal, err4 := boxes.Outbox("signal")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	for _, l := range [][2]axon.Box{
		{&a.Signal, &x.core().news},
		{&a.Outbox, inbox},
		{outbox, &a.Inbox}, {signal, &a.Control},
	} {
		if err := axon.Join(l[0], l[1]); err != nil {
			return err
		}
	}
	return x.joinMore(boxes)
}

// joinMore links the boxes that not every handler has.
func (x *session) joinMore(boxes axon.Boxes) error {
	a := x.adapter()
	if makessl := boxes.Get("makessl", false); makessl != nil {
		if err := axon.Join(makessl, &a.MakeSSL); err != nil {
			return err
		}
	}
	if ready := boxes.Get("sslready", true); ready != nil {
		if err := axon.Join(&a.SSLReady, ready); err != nil {
			return err
		}
	}
	if order := boxes.Get("serversignal", false); order != nil {
		l, err := axon.LinkBoxes(order, &x.core().Control)
		if err != nil {
			return err
		}
		x.rare = &rare{server: l}
	}
	if x.core().MakeSSL == nil {
		return nil
	}
	return axon.Deliver(x.core().endless, x.core().MakeSSL, &a.MakeSSL)
}

// tell sends to the handler's control.
func (x *session) tell(m axon.Signal) {
	if control := x.handler.Boxes().Get("control", true); control != nil {
		axon.Deliver(x.core().endless, m, control)
	}
}

func (s *ServerCore) peerFinished(a *ConnectedSocketAdapter) {
	(*session)(a).tell(axon.ProducerFinished{Caller: a.Name()})
}

// hurry ends the connection soon.
func (x *session) hurry() {
	axon.Deliver(x.core().endless, axon.ShutdownMicroprocess{Caller: x.core().Name()}, &x.Control)
}

// adapterEnded leaves the handler a while to end as well.
func (s *ServerCore) adapterEnded(a *ConnectedSocketAdapter) {
	x := (*session)(a)
	x.tell(axon.SocketShutdown{Caller: x.Name(), HowDied: x.link.HowDied(), Conn: x.conn})
	s.mu.Lock()
	if x.parts > 1 {
		if x.rare == nil {
			x.rare = new(rare)
		}
		x.rare.timer = time.AfterFunc(s.handlerTime(), func() { axon.HandleOf(x.handler).CancelCause(errNoConnection) })
	}
	s.mu.Unlock()
	x.leave()
}

func (x *session) handlerEnded(err error) {
	if err != nil {
		x.core().report(axon.HandleOf(x.handler).Name(), err)
	}
	x.leave()
}

// leave ends the part of one: of start, the adapter, the handler.
func (x *session) leave() {
	s := x.core()
	s.mu.Lock()
	x.parts--
	left, rare := x.parts, x.rare
	if left == 0 && rare != nil && rare.timer != nil {
		rare.timer.Stop()
	}
	s.mu.Unlock()
	if left > 0 {
		return
	}
	if rare != nil && rare.server != nil {
		rare.server.Unlink()
	}
	s.mu.Lock()
	if x.place >= 0 {
		last := s.sessions[len(s.sessions)-1]
		s.sessions[x.place], last.place = last, x.place
		s.sessions[len(s.sessions)-1] = nil
		s.sessions = s.sessions[:len(s.sessions)-1]
	}
	s.mu.Unlock()
	select {
	case s.ended <- struct{}{}:
	default:
	}
}
