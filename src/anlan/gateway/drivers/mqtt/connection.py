"""One client's socket: bytes in, packets dispatched, answers out, and never more held than allowed."""

import asyncio
from enum import Enum
from typing import cast

from anlan.bus.messages import GatewayConfig
from anlan.gateway.cutting import cut
from anlan.gateway.drivers.mqtt import handshake, packets, receive
from anlan.gateway.drivers.mqtt.acks import AckLine
from anlan.gateway.drivers.mqtt.brake import Brake, Pause
from anlan.gateway.drivers.mqtt.codec import (
    Disconnect,
    Framer,
    Kind,
    MqttError,
    Packet,
    Prop,
    Publish,
    Reason,
    decode_publish,
    encode,
)
from anlan.gateway.drivers.mqtt.codec.reasons import protocol_error
from anlan.gateway.drivers.mqtt.config import Options
from anlan.gateway.drivers.mqtt.endpoint import DRIVER, Endpoint
from anlan.gateway.drivers.mqtt.sessions import Session
from anlan.gateway.drivers.mqtt.topics import Route
from anlan.gateway.listener import watch_peer
from anlan.kit.logs import get_logger

log = get_logger(__name__)


#: An unfinished packet up to this size is kept even when large ones are turned away.
_SMALL_BYTES = 16_384


class State(Enum):
    """Life of a connection."""

    NEW = 1  # CONNECT is awaited
    READY = 2
    CLOSING = 3  # nothing more is read


class Connection(asyncio.Protocol):
    """State of one client; the packets' meaning is in handshake, receive and subscribe."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.state = State.NEW
        self.version = 4
        self.session: Session | None = None
        self.gateway: GatewayConfig | None = None
        self.claimed = ""  # user name of a CONNECT that was not let in
        self.options = Options()
        self.peer = ""
        self.acks = AckLine(self._wake)
        self.routes: dict[str, Route] = {}
        self.aliases: dict[int, str] = {}
        self.heard_nothing = True
        self.keep_alive_s = 0.0
        self.wants_reasons = True
        self.most_outgoing_bytes = 0  # 0 = the client set no bound
        self.why_ended = "connection lost"
        self.born_at = self.heard_at = endpoint.monotonic()
        self.held_bytes = 0  # of an unfinished packet
        self._unfinished_since: float | None = None
        self._framer = Framer(endpoint.limits.connect_bytes)
        self._transport: asyncio.Transport | None = None
        self._brake = Brake(self._read_again)
        self._seen_at = float("-inf")
        self._close_at: float | None = None
        self._closed_at: float | None = None
        self._slow_since = 0.0
        self._flush_due = False

    # --- asyncio ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer came; refused at once when there are too many."""
        self._transport = cast(asyncio.Transport, transport)
        self._brake.attach(self._transport)
        watch_peer(transport)
        self.peer = _peer(transport)
        endpoint = self.endpoint
        endpoint.connections.add(self)
        endpoint.unauthenticated += 1
        limits = endpoint.limits
        if len(endpoint.connections) > limits.connections or endpoint.unauthenticated > limits.unauthenticated:
            endpoint.host.refused(DRIVER, "", "too_many_connections", peer=self.peer)
            self.state = State.CLOSING
            cut(self._transport)

    def data_received(self, data: bytes) -> None:
        """Bytes came; no exception leaves here."""
        if self.state is State.CLOSING:
            return
        self.heard_at = self.endpoint.monotonic()
        try:
            self._take(data)
        except MqttError as error:
            self.fail(error)
        except Exception:
            log.exception("mqtt connection failed", peer=self.peer)
            self.fail(MqttError(Reason.IMPLEMENTATION_ERROR, "internal_error"))
        if self.state is State.READY:
            self._sign_of_life()
            self._throttle()

    def _take(self, data: bytes) -> None:
        framer = self._framer
        if self.state is State.NEW and self.heard_nothing:
            # A browser or a TLS client would announce a long packet and wait: one byte tells what it is.
            self.heard_nothing = False
            if data and data[0] >> 4 != Kind.CONNECT:
                raise protocol_error("not_connect", "the first packet must be CONNECT")
        frames = framer.feed(data)
        if frames:
            self._unfinished_since = None
        for head, body in frames:
            if head >> 4 == Kind.PUBLISH and self.state is State.READY:
                try:
                    receive.on_publish(self, decode_publish(self.version, head, body), len(body))
                except IndexError as error:
                    raise MqttError(Reason.MALFORMED_PACKET, "truncated") from error
            elif self.state is State.NEW:
                packets.on_first(self, head, body)
            else:
                packets.on_packet(self, head, body)
            if self.state is State.CLOSING:
                return
        if framer.error is not None:
            raise framer.error
        if framer.held_bytes or self.held_bytes:
            self._account(framer.held_bytes)

    def _account(self, held_bytes: int) -> None:
        """Bound the unfinished packets of all connections, and the time that one may take."""
        grown, self.held_bytes = held_bytes - self.held_bytes, held_bytes
        has_room = self.endpoint.hold(grown)
        if not held_bytes or self._unfinished_since is None:
            self._unfinished_since = self.heard_at if held_bytes else None
        if not has_room and grown > 0 and held_bytes > _SMALL_BYTES:
            raise MqttError(Reason.SERVER_BUSY, "memory_full", "too many large packets at once, send it again later")

    def pause_writing(self) -> None:
        """The peer takes its answers too slowly."""
        self._slow_since = self.endpoint.monotonic()
        self._brake.put_on(Pause.SLOW_READER)

    def resume_writing(self) -> None:
        """The peer caught up."""
        self._brake.take_off(Pause.SLOW_READER)

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is gone."""
        self.state = State.CLOSING
        self._transport = None
        self._brake.attach(None)
        self.endpoint.left(self)

    def ready(self, session: Session, most_bytes: int) -> None:
        """CONNECT succeeded."""
        self.session = session
        self.gateway = session.gateway
        session.connection = self
        self.endpoint.unauthenticated -= 1
        self._framer.most_bytes = most_bytes
        self.state = State.READY
        self._sign_of_life()

    # --- out -------------------------------------------------------------------------------------

    def send(self, packet: Packet) -> bool:
        """Write a packet; False when the connection is closing or the client refuses packets of that size."""
        raw = encode(self.version, packet)
        if self._transport is None or (self.most_outgoing_bytes and len(raw) > self.most_outgoing_bytes):
            return False
        self._transport.write(raw)
        return True

    def publish(self, topic: str, payload: bytes) -> bool:
        """Send a downlink message if the client subscribed to its topic; False when it did not take it."""
        session = self.session
        if session is None or self.state is not State.READY:
            return False
        qos = session.qos_for(topic)
        message = Publish(topic, payload, qos or 0)
        size = len(encode(self.version, message))
        if qos is None or (self.most_outgoing_bytes and size > self.most_outgoing_bytes):
            return False
        try:
            now = session.outbox.push(message)
        except OverflowError:
            return False
        return now is None or self.send(now)

    def explain(self, detail: str) -> str:
        """Reason string, unless the client asked not to get any (MQTT 5, request problem information)."""
        return detail if self.wants_reasons else ""

    def _wake(self) -> None:
        if not self._flush_due and self._transport is not None:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        """One write for all answers that became ready in this turn of the loop."""
        self._flush_due = False
        answers = self.acks.take()
        if answers and self._transport is not None:
            self._transport.write(answers)
        if self._brake.is_on_for(Pause.PENDING) and not self._has_too_much():
            self._brake.take_off(Pause.PENDING)

    # --- back-pressure ---------------------------------------------------------------------------

    def _has_too_much(self) -> bool:
        limits, acks = self.endpoint.limits, self.acks
        return acks.undecided >= limits.pending_messages or acks.undecided_bytes >= limits.pending_bytes

    def _throttle(self) -> None:
        if self.endpoint.host.is_full:
            self._brake.put_on(Pause.HOST_FULL)
            self.endpoint.wait_for_room(self)
        if self._has_too_much():
            self._brake.put_on(Pause.PENDING)

    def room_again(self) -> None:
        """The host has room."""
        self._brake.take_off(Pause.HOST_FULL)

    def _read_again(self) -> None:
        """While nothing was read nothing could be heard: silence is counted from now on."""
        self.heard_at = self.endpoint.monotonic()
        if self._unfinished_since is not None:
            self._unfinished_since = self.heard_at

    # --- ends ------------------------------------------------------------------------------------

    def fail(self, error: MqttError) -> None:
        """Refuse: count it, tell the client why as far as its version allows, close."""
        code = self.gateway.code if self.gateway is not None else self.claimed
        self.endpoint.host.refused(DRIVER, code, error.word, peer=self.peer)
        self.why_ended = error.word
        if self.state is State.READY:
            self.close(error.reason, error.detail)
        else:
            handshake.refuse(self, error)

    def make_repeat(self, why: str) -> None:
        """Nothing was acknowledged: after a pause, close, so that the client connects again and repeats."""
        if self.state is State.READY:
            self.endpoint.host.refused(DRIVER, self.gateway.code if self.gateway else "", why, peer=self.peer)
            self.close_later(f"readings not durable: {why}")

    def close_later(self, why: str) -> None:
        """Read nothing more, answer what becomes durable, close after the pause."""
        self.state = State.CLOSING
        self.why_ended = why
        self._brake.put_on(Pause.CLOSING)
        self._close_at = self.endpoint.monotonic() + self.endpoint.limits.repeat_pause_s

    def close(self, reason: int = 0, detail: str = "") -> None:
        """Say why (MQTT 5) and close after what is written has left."""
        self.state = State.CLOSING
        self._close_at = None
        if self._transport is None or self._closed_at is not None:
            return
        self._closed_at = self.endpoint.monotonic()
        self._flush()
        if reason and self.version == 5:
            why = self.explain(detail)
            self.send(Disconnect(reason, {Prop.REASON_STRING: why} if why else {}))
        self._transport.close()

    def check_time(self, now: float) -> None:
        """Judge silence and slowness; called once a second."""
        limits = self.endpoint.limits
        if self._closed_at is not None:
            if now - self._closed_at >= limits.linger_s:
                self.abort()
        elif self._close_at is not None:
            if now >= self._close_at:
                self.close(Reason.SERVER_BUSY, "not durable, repeat")
        elif self.state is State.NEW:
            if now - self.born_at >= limits.connect_timeout_s:
                self.fail(MqttError(Reason.PROTOCOL_ERROR, "connect_timeout", "no CONNECT in time"))
        elif self._brake.is_on_for(Pause.SLOW_READER):
            if now - self._slow_since >= limits.slow_reader_s:
                self.endpoint.host.refused(DRIVER, self.gateway.code if self.gateway else "", "slow_reader")
                self.abort()
        elif self._is_slow(now):
            self.fail(MqttError(Reason.KEEP_ALIVE_TIMEOUT, "slow_packet", "a packet did not end in time"))
        elif not self._brake.is_on and now - self.heard_at >= (self.keep_alive_s * 1.5 or limits.idle_s):
            self.fail(MqttError(Reason.KEEP_ALIVE_TIMEOUT, "keep_alive_timeout"))

    def _is_slow(self, now: float) -> bool:
        """A packet that does not end, although we read."""
        since = self._unfinished_since
        return not self._brake.is_on and since is not None and now - since >= self.endpoint.limits.slow_packet_s

    def abort(self) -> None:
        """Cut the connection without waiting for the peer."""
        if self._transport is not None:
            cut(self._transport)

    def _sign_of_life(self) -> None:
        if self.heard_at - self._seen_at >= 1.0 and self.gateway is not None:
            self._seen_at = self.heard_at
            self.endpoint.host.seen(self.gateway, peer=self.peer)


def _peer(transport: asyncio.BaseTransport) -> str:
    name = transport.get_extra_info("peername")
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else ""
