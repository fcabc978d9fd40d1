package conformance

import "testing"

// connectionPromises are the promises about one connection: Cn from section 13.9
// of the specification, CON-n from its sections 3 and 14.4.
var connectionPromises = []connectionPromise{
	{"C1 data that waits for the connection arrives in order", queuedBeforeConnect},
	{"C2 a one-shot pipeline delivers", oneShotPipeline},
	{"C3 13 MB and ProducerFinished reach a slow reader", finishToSlowReader},
	{"C4 a reply after ProducerFinished is delivered", replyAfterFinish},
	{"C5 unread input does not destroy output", unreadInput},
	{"C6 an error is told, then comes one terminal message", failures},
	{"C7 the terminal message comes after the last data", terminalLast},
	{"C8 ShutdownMicroprocess ends every wait", terminateWaits},
	{"C9 a wrong type is reported and the stream goes on", wrongType},
	{"C10 a slow receiver loses nothing and is not run ahead of", slowReceiver},
	{"C11 Stop works in every state, twice, and leaves nothing", stopAnywhere},
	{"C12 after the peer's half close the queue is still written", peerHalfClose},
	{"C13 makessl secures exactly what comes after it, with whom it trusts", upgrades},
	{"C14 a Send after the end returns an error", sendAfterEnd},
	{"C15 waiting takes no processor time", idleTime},
	{"CON-1 the initial message goes first", initialFirst},
	{"CON-2 news comes in its order", newsOrder},
	{"CON-3 pieces are at most ReadSize", readSize},
	{"CON-4 FlushTimeout ends a peer that takes nothing, and names what was lost", flushTimeout},
	{"CON-5 Linger ends a peer that says nothing, NoLimit does not", lingering},
	{"CON-6 a second order changes nothing, a hasty one hurries", secondOrder},
	{"CON-7 a reset is named as such", resets},
	{"CON-8 small pieces of several senders arrive whole and in order", severalSenders},
	{"CON-9 Delay delays, and orders meanwhile are obeyed", delays},
	{"CON-11 an order to finish may come before the activation", finishBeforeActivation},
	{"CON-12 who writes all before reading stands still, who reads goes on", deadEnd},
	{"CON-13 a receiver that has ended is reported once and the connection goes on", endedReceiver},
	{"CON-14 both sides may talk at once and end in any order", bothTalk},
	{"CON-15 an echo returns every byte through small buffers", echoes},
	{"CON-16 a Send after the half close is refused and harms nothing", sendAfterHalfClose},
	{"CON-17 bytes are lent for the time of a Send only", lentBytes},
}

// A connectionPromise is a Promise about the clients of a Factory.
type connectionPromise struct {
	name string
	test func(*stage)
}

// promises binds the table to a factory.
func (factory Factory) promises() (all []Promise) {
	for _, p := range connectionPromises {
		all = append(all, Promise{p.name, func(t *testing.T) { p.test(&stage{T: t, factory: factory}) }})
	}
	return all
}
