"""Ports for servers that tests and benches start.

They lie below the range from which the kernel lends ports to outgoing connections (32768 and up on Linux): a port
found free there can be lent to some client before its server has started. Each process begins at a place of its own
and never gives the same port twice, so that two runs side by side seldom meet.
"""

import contextlib
import os
import random
import socket

FIRST, LAST = 10_000, 28_000
MONITOR = 4_000
"""A NATS server listens here above its own port as well; ``LAST`` plus this is still below the kernel's range."""

_places = random.Random(os.getpid() * 7919).sample(range(FIRST, LAST), LAST - FIRST)


def free_port() -> int:
    """A port nobody listens on right now, whose monitor port is free as well."""
    while _places:
        port = _places.pop()
        with socket.socket() as probe, socket.socket() as monitor, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            monitor.bind(("127.0.0.1", port + MONITOR))
            return port
    raise RuntimeError(f"every port from {FIRST} to {LAST} has been given out")


def free_ports(count: int) -> list[int]:
    """``count`` different ones."""
    return [free_port() for _ in range(count)]
