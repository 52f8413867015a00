"""Where field devices connect: a plain port, a TLS port, either or both, and what every accepted socket gets."""

import asyncio
import contextlib
import socket
from collections.abc import Callable

from anlan.gateway.certificate import Certificate

#: A client that does not finish its TLS handshake in this time is cut off.
HANDSHAKE_S = 10.0
#: Connections the system may hold before they are accepted.
BACKLOG = 1024
#: A peer that vanished is noticed within a minute: 30 s of silence, then three probes.
_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}

Factory = Callable[[], asyncio.BaseProtocol]


class Listener:
    """The listening sockets of one driver."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []

    async def open(
        self, factory: Factory, *, bind: str, port: int, tls_port: int = 0, certificate: Certificate | None = None
    ) -> None:
        """Listen on ``port`` and ``tls_port``; 0 = not.

        Raises:
            OSError: a port is taken.
            ValueError: a TLS port is set without certificate and key.
        """
        loop = asyncio.get_running_loop()
        if tls_port and (certificate is None or not certificate.is_set):
            raise ValueError("a TLS port needs ANLAN_TLS_CERT and ANLAN_TLS_KEY: set both, or set the port to 0")
        if port:
            self._servers.append(await loop.create_server(factory, bind, port, backlog=BACKLOG))
        if tls_port and certificate is not None:
            server = await loop.create_server(
                factory, bind, tls_port, backlog=BACKLOG, ssl=certificate.context, ssl_handshake_timeout=HANDSHAKE_S
            )
            self._servers.append(server)

    def close(self) -> None:
        """Accept nobody any more; open connections are the driver's."""
        for server in self._servers:
            server.close()

    async def wait_closed(self) -> None:
        """Return when all sockets are gone."""
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()


def watch_peer(transport: asyncio.BaseTransport) -> None:
    """Let the system probe a silent peer, so that a half-open connection ends within a minute."""
    raw: socket.socket | None = transport.get_extra_info("socket")
    if raw is None or raw.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with contextlib.suppress(OSError):  # a transport without these options is still a transport
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                raw.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
