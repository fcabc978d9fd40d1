"""Kamaelia's SimpleServer with its EchoProtocol, on loopback.

usage: echo_server.py [PORT]

Prints "listening PORT" (a free port when none is given) and serves until its
standard input ends, so it cannot outlive the test that started it.
"""
import os
import socket
import sys
import threading
import warnings

warnings.simplefilter("ignore")  # Kamaelia uses idioms that 3.11 deprecates

from Kamaelia.Chassis.ConnectedServer import SimpleServer
from Kamaelia.Internet.TCPServer import TCPServer
from Kamaelia.Protocol.EchoProtocol import EchoProtocol

# Small and fixed, so that no test passes because the kernel's buffers hold it all.
SOCKET_BUFFER = 16 * 1024
# Loopback's 64 KiB segments never fit such a window: every one would wait 200 ms
# for the kernel's persist timer. Ethernet's size flows.
SEGMENT = 1448
INBOX_MESSAGES = 8


class LoopbackServer(TCPServer):
    """Kamaelia's TCPServer, bound to loopback.

    A class, because socketOptions carries one option only and SimpleServer binds
    to every interface. Accepted sockets inherit the listener's options.
    """

    def makeTCPServerPort(self, suppliedport=None, HOST=None, **kw):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        listener.setblocking(False)
        listener.bind(("127.0.0.1", suppliedport))
        # Kamaelia listens with 5, and 20 at once would overflow that into resets.
        listener.listen(64)
        port = listener.getsockname()[1]
        print("listening", port, flush=True)
        return listener, port


def bounded_echo():
    """An EchoProtocol with a bounded inbox.

    The box behind it, ConnectedSocketAdapter's inbox, must stay unbounded:
    EchoProtocol dies of noSpaceInBox, which it does not catch.
    """
    echo = EchoProtocol()
    echo.setInboxSize("inbox", INBOX_MESSAGES)
    return echo


def end_with_stdin():
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    threading.Thread(target=end_with_stdin, daemon=True).start()
    SimpleServer(protocol=bounded_echo, port=port, TCPS=LoopbackServer).run()
