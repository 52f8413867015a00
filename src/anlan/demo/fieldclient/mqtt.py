"""A pipelined MQTT 3.1.1 publisher: tens of thousands of QoS 1 messages a second from one Python process."""

import asyncio
import struct
from collections.abc import Callable
from ssl import SSLContext
from typing import Any

from anlan.demo.fieldclient.link import Item, Link, OnAck

_CONNACK, _PUBLISH, _PUBACK, _PINGREQ, _DISCONNECT = 2, 3, 4, b"\xc0\x00", b"\xe0\x00"
_REFUSALS = {
    1: "protocol version not supported",
    2: "client identifier not allowed",
    3: "server unavailable",
    4: "user name or password wrong",
    5: "not authorised",
}


class MqttPublisher(Link):
    """One MQTT session (clean session off) that publishes and keeps what is not acknowledged.

    Args:
        client_id, username, password: as registered for the gateway.
        in_flight: QoS 1 messages that may be unacknowledged at once (at most 65,535).
        queue_size: messages kept in all, unsent and unacknowledged.
        answer_timeout_s: with no acknowledgement for so long, reconnect and send again.
        on_ack: called with (key, seconds) when a QoS 1 message is acknowledged.
        on_message: called with (topic, payload) for what the platform sends down.
        subscriptions: topic filters asked for at every connection.

    Example::

        publisher = MqttPublisher("127.0.0.1", 1883, client_id="GW-1", username="GW-1", password=secret)
        await publisher.start()
        await publisher.publish("v1/devices/me/telemetry", b'{"ts":1,"values":{"nh3":12.5}}')
        assert await publisher.flush()
        await publisher.close()
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        client_id: str,
        username: str = "",
        password: str = "",
        in_flight: int = 1000,
        queue_size: int = 20_000,
        keep_alive_s: int = 60,
        answer_timeout_s: float = 20.0,
        on_ack: OnAck | None = None,
        on_message: Callable[[str, bytes], None] | None = None,
        subscriptions: tuple[str, ...] = (),
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(
            host,
            port,
            in_flight=min(in_flight, 65_535),
            queue_size=queue_size,
            answer_timeout_s=answer_timeout_s,
            on_ack=on_ack,
            tls=tls,
        )
        self.client_id, self.username, self.password = client_id, username, password
        self.keep_alive_s = keep_alive_s
        self.on_message = on_message
        self.subscriptions = subscriptions
        self._sent: dict[int, Item] = {}
        self._packet_id = 0
        self._buffer = b""
        self._last_write_at = 0.0

    async def publish(self, topic: str, payload: bytes, *, key: Any = None, qos: int = 1) -> None:
        """Hand over one message; waits while the queue is full. ``key`` comes back in ``on_ack``."""
        await self.room()
        self.publish_nowait(topic, payload, key=key, qos=qos)

    def publish_nowait(self, topic: str, payload: bytes, *, key: Any = None, qos: int = 1) -> None:
        """Hand over one message at once. QoS 0 is dropped while there is no connection, as the standard allows.

        Raises:
            QueueFull: nothing was taken.
        """
        name = topic.encode()
        head = struct.pack(">H", len(name)) + name
        if qos == 0:
            self._publish_once(head + payload)
            return
        # The two bytes of the packet id are filled in when it is sent.
        body = bytearray(b"\x32" + _length(len(head) + 2 + len(payload)) + head + b"\0\0" + payload)
        self._put(Item(bytes(body), key, tag=len(body) - len(payload) - 2))

    @property
    def unanswered(self) -> int:
        """QoS 1 messages sent and not yet acknowledged."""
        return len(self._sent)

    def _publish_once(self, body: bytes) -> None:
        if self._is_ready and self._is_writable:
            self.counters.sent += 1
            self._write(b"\x30" + _length(len(body)) + body)

    def _pump(self) -> None:
        while self._queue and self._is_ready and self._is_writable and len(self._sent) < self.in_flight:
            item = self._queue.popleft()
            packet_id = self._next_id()
            is_repeat = bool(item.first_sent_at)
            self._sending(item)
            self._sent[packet_id] = item
            data = item.data
            first = b"\x3a" if is_repeat else data[:1]
            self._write(first + data[1 : item.tag] + packet_id.to_bytes(2, "big") + data[item.tag + 2 :])
            self._last_write_at = item.last_sent_at

    def _next_id(self) -> int:
        while True:
            self._packet_id = self._packet_id % 65_535 + 1
            if self._packet_id not in self._sent:
                return self._packet_id

    def _greet(self) -> None:
        self._buffer = b""
        fields = [self.client_id]
        flags = 0
        if self.username:
            flags |= 0x80
            fields.append(self.username)
        if self.password:
            flags |= 0x40
            fields.append(self.password)
        body = b"\x00\x04MQTT\x04" + bytes([flags]) + struct.pack(">H", self.keep_alive_s)
        body += b"".join(struct.pack(">H", len(f.encode())) + f.encode() for f in fields)
        self._write(b"\x10" + _length(len(body)) + body)

    def _resend(self) -> list[Item]:
        again = list(self._sent.values())
        self._sent.clear()
        for number, topic in enumerate(self.subscriptions, 1):
            name = topic.encode()
            body = struct.pack(">HH", number, len(name)) + name + b"\x01"
            self._write(b"\x82" + _length(len(body)) + body)
        return again

    def _oldest_sent_at(self) -> float | None:
        return next(iter(self._sent.values())).last_sent_at if self._sent else None

    def _idle(self, now: float) -> None:
        if self.keep_alive_s and now - self._last_write_at > self.keep_alive_s / 2:
            self._write(_PINGREQ)
            self._last_write_at = now

    def _goodbye(self) -> bytes:
        return _DISCONNECT

    def data_received(self, data: bytes) -> None:
        """Bytes from the platform: acknowledgements, and now and then a message."""
        buffer = self._buffer + data if self._buffer else data
        at, had = 0, len(self._sent)
        while (packet := _packet(buffer, at)) is not None:
            kind, start, end = packet
            if kind == _PUBACK:
                self._on_puback(buffer[start] << 8 | buffer[start + 1])
            elif kind == _CONNACK:
                self._on_connack(buffer[start + 1])
            elif kind == _PUBLISH:
                self._on_publish(buffer[at] >> 1 & 3, buffer[start:end])
            at = end
        self._buffer = buffer[at:]
        if len(self._sent) < had:
            self._pump()
            self._changed.set()

    def _on_connack(self, code: int) -> None:
        if code:
            self._fail(f"MQTT refused {self.client_id}: {_REFUSALS.get(code, f'code {code}')}")
        else:
            self._last_write_at = asyncio.get_running_loop().time()
            self._ready()

    def _on_puback(self, packet_id: int) -> None:
        item = self._sent.pop(packet_id, None)
        if item is not None:
            self._acknowledged(item)

    def _on_publish(self, qos: int, body: bytes) -> None:
        end = 2 + (body[0] << 8 | body[1])
        topic = body[2:end].decode(errors="replace")
        if qos:
            self._write(b"\x40\x02" + body[end : end + 2])
            end += 2
        if self.on_message is not None:
            self.on_message(topic, body[end:])


def _length(n: int) -> bytes:
    """MQTT's variable length: seven bits a byte, least first."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def _packet(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """(packet type, start of body, end) of the packet at ``at``; None while it is incomplete."""
    size = shift = 0
    for i in range(at + 1, min(at + 5, len(buffer))):
        size |= (buffer[i] & 127) << shift
        shift += 7
        if not buffer[i] & 128:
            end = i + 1 + size
            return (buffer[at] >> 4, i + 1, end) if end <= len(buffer) else None
    return None
