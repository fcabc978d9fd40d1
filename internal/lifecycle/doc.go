// Package lifecycle is the life of a connection as one pure function.
//
// [Next] takes a [State] and an [Event] and returns the next State and the
// [Action]s that its driver carries out. Every path and every client drives it;
// no other place has a rule of its own. It may be called by any goroutine.
//
// What a connection is told before it is open, Finish, it remembers and does
// once it is. Pairs that are not listed change nothing.
//
//	phase        event          next         actions
//	New          Start          Delay
//	New          Secure         New          [remember, secure before it opens]
//	New          Finish         New          [remember, finish once open]
//	New          Terminate      Closed
//	New          Stop           Closed
//	New          Failed         Closed       [report]
//	Delay        DelayOver      Connecting
//	Delay        Secure         Delay        [remember, secure before it opens]
//	Delay        Finish         Delay        [remember, finish once open]
//	Delay        Terminate      Closed       [interrupt]
//	Delay        Stop           Closed       [interrupt]
//	Delay        Failed         Closed       [report interrupt]
//	Connecting   Connected      Open         [open data]
//	Connecting   Secure         Connecting   [remember, secure before it opens]
//	Connecting   Finish         Connecting   [remember, finish once open]
//	Connecting   Terminate      Closed       [interrupt]
//	Connecting   Stop           Closed       [interrupt]
//	Connecting   Failed         Closed       [report interrupt]
//	Securing     Secured        Open         [open data]
//	Securing     Finish         Securing     [flush timer] [remember, finish once open]
//	Securing     Terminate      Closed       [interrupt]
//	Securing     Stop           Closed       [interrupt]
//	Securing     Failed         Closed       [report interrupt]
//	Securing     FlushTime      Closed       [report interrupt]
//	Open         Secure         Securing     [handshake]
//	Open         Finish         Draining     [end writes flush timer]
//	Open         Terminate      Draining     [refuse inbox end writes discard input hard timer]
//	Open         Stop           Closed       [interrupt]
//	Open         PeerEnd        Flushing     [refuse inbox end writes flush timer]
//	Open         HandlerPeerEnd PeerFinished [tell handler]
//	Open         Failed         Closed       [report interrupt]
//	PeerFinished Finish         Flushing     [end writes flush timer]
//	PeerFinished Terminate      Flushing     [refuse inbox end writes discard input hard timer]
//	PeerFinished Stop           Closed       [interrupt]
//	PeerFinished Failed         Closed       [report interrupt]
//	Draining     Terminate      Draining     [refuse inbox discard input hard timer]
//	Draining     Stop           Closed       [interrupt]
//	Draining     PeerEnd        Flushing
//	Draining     HandlerPeerEnd Flushing
//	Draining     Written        Lingering    [half close linger timer]
//	Draining     Failed         Closed       [report interrupt]
//	Draining     FlushTime      Closed       [report interrupt]
//	Draining     HardTime       Closed       [interrupt]
//	Lingering    Terminate      Lingering    [discard input hard timer]
//	Lingering    Stop           Closed       [interrupt]
//	Lingering    PeerEnd        Closed       [interrupt]
//	Lingering    HandlerPeerEnd Closed       [interrupt]
//	Lingering    NoHalfClose    Parting
//	Lingering    Failed         Closed       [report interrupt]
//	Lingering    LingerTime     Closed       [report interrupt]
//	Lingering    HardTime       Closed       [interrupt]
//	Parting      Terminate      Parting      [discard input hard timer]
//	Parting      Stop           Closed       [interrupt]
//	Parting      PeerEnd        Closed       [interrupt]
//	Parting      HandlerPeerEnd Closed       [interrupt]
//	Parting      Failed         Closed       [report interrupt]
//	Parting      LingerTime     Closed       [interrupt]
//	Parting      HardTime       Closed       [interrupt]
//	Flushing     Terminate      Flushing     [refuse inbox hard timer]
//	Flushing     Stop           Closed       [interrupt]
//	Flushing     Written        Closed       [interrupt]
//	Flushing     Failed         Closed       [report interrupt]
//	Flushing     FlushTime      Closed       [report interrupt]
//	Flushing     HardTime       Closed       [interrupt]
package lifecycle
