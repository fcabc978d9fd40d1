"""Kamaelia's TCPClient against an echo server on loopback.

usage: client.py PORT BYTES [CONNECTIONS]

Every connection sends BYTES pseudo-random bytes, reads the echo meanwhile and
prints one line: "sent N SHA256 received N SHA256". Exit status 0 only when all
of it came back unchanged on every connection.
"""
import hashlib
import random
import socket
import sys
import warnings

warnings.simplefilter("ignore")  # Kamaelia uses idioms that 3.11 deprecates

from Axon.AxonExceptions import noSpaceInBox
from Axon.Component import component
from Axon.Ipc import producerFinished
from Axon.Scheduler import scheduler
from Kamaelia.Internet.TCPClient import TCPClient

CHUNK = 8 * 1024
SOCKET_BUFFER = 16 * 1024
SEGMENT = 1448  # see echo_server.py
INBOX_MESSAGES = 8


class BoundedClient(TCPClient):
    """Kamaelia's TCPClient with small socket buffers and a bounded inbox.

    Only the last box of a chain limits it, and that is the adapter's inbox once
    the connection stands; the client's own inbox limits until then.
    """

    def __init__(self, host, port):
        super().__init__(host, port)
        self.setInboxSize("inbox", INBOX_MESSAGES)

    def safeConnect(self, sock, *address):
        # Called again and again until connected; only here is the socket at hand
        # before it connects.
        if not getattr(self, "connecting", 0):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        return super().safeConnect(sock, *address)

    def setupCSA(self, sock):
        children = super().setupCSA(sock)
        self.CSA.setInboxSize("inbox", INBOX_MESSAGES)
        return children


class Exchange(component):
    """Sends on outbox while it reads what comes back on inbox.

    It ends the client only after everything came back: a stop signal makes
    Kamaelia's adapter close at once and lose what is queued or on its way.
    """

    def __init__(self, total, seed):
        super().__init__()
        self.total = total
        self.random = random.Random(seed)
        self.sent = self.received = 0
        self.sent_sum = hashlib.sha256()
        self.received_sum = hashlib.sha256()
        self.waiting = None  # a chunk that found no space
        self.setInboxSize("inbox", INBOX_MESSAGES)

    def identical(self):
        return (self.received == self.total
                and self.sent_sum.digest() == self.received_sum.digest())

    def send_some(self):
        while self.waiting is not None or self.sent < self.total:
            if self.waiting is None:
                self.waiting = self.random.randbytes(min(CHUNK, self.total - self.sent))
                self.sent += len(self.waiting)
                self.sent_sum.update(self.waiting)
            try:
                self.send(self.waiting, "outbox")
            except noSpaceInBox:
                return
            self.waiting = None

    def main(self):
        while self.received < self.total:
            self.send_some()
            for data in self.Inbox("inbox"):
                self.received += len(data)
                self.received_sum.update(data)
            if self.dataReady("control"):
                break  # the connection ended before everything was back
            if self.received < self.total and not self.anyReady():
                self.pause()
            yield 1
        print("sent", self.sent, self.sent_sum.hexdigest(),
              "received", self.received, self.received_sum.hexdigest(), flush=True)
        self.send(producerFinished(self), "signal")


class System(component):
    """Wires each exchange to a client of its own and ends when all exchanges have."""

    def __init__(self, port, total, connections):
        super().__init__()
        self.exchanges = [Exchange(total, seed) for seed in range(connections)]
        for exchange in self.exchanges:
            client = BoundedClient("127.0.0.1", port)
            self.link((exchange, "outbox"), (client, "inbox"))
            self.link((client, "outbox"), (exchange, "inbox"))
            self.link((exchange, "signal"), (client, "control"))
            self.link((client, "signal"), (exchange, "control"))
            self.addChildren(exchange, client)
            exchange.activate()
            client.activate()

    def main(self):
        while not all(exchange._isStopped() for exchange in self.exchanges):
            self.pause()
            yield 1
        scheduler.run.stop()


if __name__ == "__main__":
    port, total = int(sys.argv[1]), int(sys.argv[2])
    connections = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    system = System(port, total, connections)
    system.run()
    sys.exit(0 if all(exchange.identical() for exchange in system.exchanges) else 1)
