"""The two sockets, UDP and TCP on one port. What arrives is judged by its address before it is read."""

import asyncio
import contextlib
from collections.abc import Callable

from anlan.cameras.gb28181.flow import Flow, TcpFlow, UdpFlow
from anlan.cameras.gb28181.gatekeeper import Gatekeeper
from anlan.kit.logs import get_logger
from anlan.kit.sip import message
from anlan.kit.sip.message import Request, Response
from anlan.kit.sip.refusals import Refusals, Refused

log = get_logger(__name__)

#: Connections in all, and from one address: many devices may stand behind one, a stranger must not use all.
CONNECTIONS_MAX, CONNECTIONS_PER_HOST = 4_096, 512
#: A connection on which nothing arrives for so long is closed: three keepalives of the slowest device.
IDLE_MAX_S = 600.0
#: A message that began must be whole within this.
WHOLE_WITHIN_S = 20.0

Handle = Callable[[Request | Response, Flow], None]


class Listeners:
    """Both sockets. ``handle`` gets every message that could be read."""

    def __init__(self, handle: Handle, gatekeeper: Gatekeeper, refusals: Refusals) -> None:
        self._handle, self._gatekeeper, self._refusals = handle, gatekeeper, refusals
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], str] = {}

    async def open(self, bind: str, port: int) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        loop = asyncio.get_running_loop()
        self._tcp = await asyncio.start_server(self._connected, bind, port, limit=message.HEAD_MAX)
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), (bind, port))

    def flow(self, host: str, port: int) -> UdpFlow | None:
        """A way to an address that was heard before this process began."""
        return UdpFlow(self._udp, host, port) if self._udp else None

    async def connect(self, host: str, port: int) -> TcpFlow:
        """A connection of ours, to a platform above; what arrives on it is handled like on any other.

        Raises:
            OSError: there is none.
        """
        reader, writer = await asyncio.open_connection(host, port, limit=message.HEAD_MAX)
        flow = TcpFlow(writer)
        task = asyncio.get_running_loop().create_task(self._follow(reader, flow))
        self._open[task] = flow.host
        return flow

    async def _follow(self, reader: asyncio.StreamReader, flow: TcpFlow) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await self._read(reader, flow)
        finally:
            self._open.pop(task, None)
            flow.close()

    async def close(self) -> None:
        """End both sockets and all connections."""
        if self._udp:
            self._udp.close()
        if self._tcp:
            self._tcp.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def take(self, raw: bytes, flow: Flow) -> None:
        """One message of a peer that may send."""
        try:
            self._handle(message.parse(raw), flow)
        except Refused as refused:
            self._refusals.note(refused.reason)
        except Exception:  # one message must not end the receiving of all
            self._refusals.note("internal")
            log.exception("message not handled", peer=flow.host)

    def datagram(self, raw: bytes, transport: asyncio.DatagramTransport, address: tuple[str, int]) -> None:
        """One datagram. Two bytes of line ends are what devices send to keep a way through NAT open."""
        if why := self._gatekeeper.refuses(address[0]):
            self._refusals.note(why)
        elif raw.strip(b"\r\n\0 "):
            self.take(raw, UdpFlow(transport, *address[:2]))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, flow = asyncio.current_task(), TcpFlow(writer)
        assert task is not None
        here = list(self._open.values())
        if not self._gatekeeper.is_inside(flow.host) or len(here) >= CONNECTIONS_MAX:
            self._refusals.note("network" if len(here) < CONNECTIONS_MAX else "connections")
        elif here.count(flow.host) >= CONNECTIONS_PER_HOST:
            self._refusals.note("connections")
        else:
            self._open[task] = flow.host
            with contextlib.suppress(asyncio.CancelledError):
                await self._read(reader, flow)
            self._open.pop(task, None)
        flow.close()

    async def _read(self, reader: asyncio.StreamReader, flow: TcpFlow) -> None:
        """Messages until the connection ends. What cannot be cut into messages ends it."""
        try:
            while flow.is_open:
                async with asyncio.timeout(IDLE_MAX_S):
                    first = await reader.read(1)
                if not first:
                    return
                if first in b"\r\n\0 ":
                    continue
                async with asyncio.timeout(WHOLE_WITHIN_S):
                    raw = await _whole(reader, first)
                if why := self._gatekeeper.refuses(flow.host):
                    self._refusals.note(why)
                    return
                self.take(raw, flow)
        except Refused as refused:
            self._refusals.note(refused.reason)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            self._refusals.note("connection_cut")


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, listeners: Listeners) -> None:
        self._listeners = listeners
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None:
            self._listeners.datagram(data, self._transport, addr)


async def _whole(reader: asyncio.StreamReader, first: bytes) -> bytes:
    head = first + await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(message.stated_length(head))
