"""A client without a socket: packets go straight into a Connection, answers are read back as packets."""

import asyncio
from typing import Any, TypeVar

from anlan.gateway.drivers.mqtt.codec import (
    Ack,
    ConnAck,
    Connect,
    Disconnect,
    Framer,
    Kind,
    Packet,
    Publish,
    SubAck,
    decode,
    encode,
)
from anlan.gateway.drivers.mqtt.connection import Connection
from anlan.gateway.drivers.mqtt.endpoint import Endpoint

P = TypeVar("P", bound=Packet)

TOPIC = "anlan/v1/GW1/telemetry"


class Monotonic:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeTransport(asyncio.Transport):
    """Keeps what is written; remembers whether it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.protocol: asyncio.Protocol | None = None
        self.reading = True
        self.closed = False
        self.aborted = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.7", 40000) if name == "peername" else default

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed, "written after close"
        self.written += data

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        assert self.reading, "paused twice"
        self.reading = False

    def resume_reading(self) -> None:
        assert not self.reading, "resumed twice"
        self.reading = True

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            assert self.protocol is not None
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    def abort(self) -> None:
        self.aborted = True
        self.close()


class Client:
    """One device."""

    def __init__(self, endpoint: Endpoint, version: int = 4) -> None:
        self.version = version
        self.transport = FakeTransport()
        self.connection = Connection(endpoint)
        self.transport.protocol = self.connection
        self._framer = Framer(10_000_000)
        self.connection.connection_made(self.transport)

    async def raw(self, data: bytes) -> list[Packet]:
        """Send bytes; the packets that came back."""
        if not self.transport.closed:
            self.connection.data_received(data)
        return await self.heard()

    async def say(self, packet: Packet) -> list[Packet]:
        """Send a packet; the packets that came back."""
        return await self.raw(encode(self.version, packet))

    async def heard(self) -> list[Packet]:
        """What the server wrote since the last look."""
        for _ in range(3):
            await asyncio.sleep(0)
        data, self.transport.written = self.transport.written, b""
        return [decode(self.version, head, body) for head, body in self._framer.feed(data)]

    async def connect(
        self, code: str = "GW1", secret: str | None = "s3cret", client_id: str = "c1", **more: Any
    ) -> ConnAck:
        """CONNECT, and its answer."""
        password = secret.encode() if secret is not None else None
        wish = Connect(self.version, client_id, username=code, password=password, **more)
        return only(await self.say(wish), ConnAck)

    async def publish(
        self, payload: bytes, qos: int = 1, packet_id: int = 1, topic: str = TOPIC, **more: Any
    ) -> list[Packet]:
        """PUBLISH, and what came back at once."""
        return await self.say(Publish(topic, payload, qos, packet_id if qos else 0, **more))

    async def vanish(self) -> None:
        """The network breaks."""
        self.transport.abort()
        await asyncio.sleep(0)


def only(packets: list[Packet], kind: type[P]) -> P:
    """The single packet, which is of that kind."""
    assert len(packets) == 1, packets
    assert isinstance(packets[0], kind), packets
    return packets[0]


def puback(packet_id: int, reason: int = 0) -> Ack:
    """PUBACK without properties."""
    return Ack(Kind.PUBACK, packet_id, reason)


__all__ = [
    "TOPIC",
    "Ack",
    "Client",
    "ConnAck",
    "Disconnect",
    "FakeTransport",
    "Monotonic",
    "SubAck",
    "only",
    "puback",
]
