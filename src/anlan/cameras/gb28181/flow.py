"""Where a message came from and where the answer goes: a datagram's sender, or a connection."""

import asyncio
from typing import Protocol

#: Bytes that may wait to be sent on one connection; a device that does not read is closed.
UNSENT_MAX = 1_048_576


class Flow(Protocol):
    """One way to a peer. ``send`` never blocks and never raises."""

    host: str
    port: int
    protocol: str  # "UDP" or "TCP"

    @property
    def is_open(self) -> bool:
        """Can anything be sent?"""
        ...

    def send(self, raw: bytes) -> None:
        """Send one whole message."""
        ...


class UdpFlow:
    """Datagrams to one address."""

    protocol = "UDP"

    def __init__(self, transport: asyncio.DatagramTransport, host: str, port: int) -> None:
        self._transport, self.host, self.port = transport, host, port

    @property
    def is_open(self) -> bool:
        """As long as our own socket is."""
        return not self._transport.is_closing()

    def send(self, raw: bytes) -> None:
        """One datagram."""
        if self.is_open:
            self._transport.sendto(raw, (self.host, self.port))


class TcpFlow:
    """One connection that a device opened."""

    protocol = "TCP"

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.host, self.port = writer.get_extra_info("peername")[:2]

    @property
    def is_open(self) -> bool:
        """False after either side closed it."""
        return not self._writer.is_closing()

    def send(self, raw: bytes) -> None:
        """Queue a message; a peer that does not read loses its connection."""
        if not self.is_open:
            return
        self._writer.write(raw)
        transport = self._writer.transport
        if transport.get_write_buffer_size() > UNSENT_MAX:
            transport.abort()

    def close(self) -> None:
        """End it."""
        self._writer.close()
