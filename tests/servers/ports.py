"""Ports that nobody listens on."""

import contextlib
import socket


def free_port() -> int:
    """A port nobody listens on right now, whose monitor port (+4000) is free as well."""
    while True:
        with socket.socket() as probe, socket.socket() as monitor:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            if port > 61000:
                continue
            with contextlib.suppress(OSError):
                monitor.bind(("127.0.0.1", port + 4000))
                return port
