"""MQTT: good packets of all kinds and versions, with bytes changed, cut, doubled; and JSON that is nearly right."""

from collections import Counter
from random import Random

from anlan.gateway.drivers.mqtt.codec import (
    Ack,
    Auth,
    Connect,
    Disconnect,
    Kind,
    Packet,
    PingReq,
    Prop,
    Publish,
    Subscribe,
    Subscription,
    Unsubscribe,
    Will,
    encode,
)
from anlan.gateway.drivers.mqtt.config import Limits
from anlan.gateway.drivers.mqtt.connection import Connection, State
from anlan.gateway.drivers.mqtt.endpoint import Endpoint
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, gateway, points
from tests.unit.gateway_mqtt.harness import FakeTransport, Monotonic

OWN = "anlan/v1/GW1/"
TOPICS = [
    OWN + "telemetry",
    "v1/devices/me/telemetry",
    "v1/gateway/telemetry",
    "v1/devices/me/rpc/request/1",
    "v1/devices/me/attributes/request/7",
    "v1/gateway/attributes/request",
    OWN + "time/get",
    OWN + "status",
    "anlan/v1/GW2/telemetry",
    "some/other/topic",
    "",
]
PAYLOADS = [
    b'{"ts":1795428000000,"d":{"a":12.6,"b":"7","c":null}}',
    b'{"readings":[{"p":"a","ts":1795428000000,"v":12.6,"q":"N"},{"p":"b","v":true,"q":"T"}]}',
    b'[{"ts":"2026-11-23 18:00:00","d":{"a":[12.6,"D"]}},{"d":{"zz":1}}]',
    b'{"a":1,"b":2,"c":NaN}',
    b'[{"ts":1,"values":{"a":1e400}},{"a":-0},{"b":"x"},{},{"c":[]},{"a":{"b":1}}]',
    b'{"Device A":[{"ts":1795428000000,"values":{"a":12.6}}],"Device B":{"b":1},"C":3}',
    b'{"method":"getSessionLimits","params":{}}',
    b'{"id":1,"device":"Device A","client":true,"key":"k"}',
    b"[" * 300 + b"]" * 300,
    b"",
]
FILTERS = [OWN + "down/#", "v1/devices/me/rpc/request/+", "#", "+/+", "a/#/b", "$share/g/a", "", "x" * 2000]
TOKENS = [
    b'{"',
    b'":',
    b"[",
    b"]",
    b"}",
    b",",
    b"null",
    b"1e999",
    b"-",
    b'"ts"',
    b'"d"',
    b'"values"',
    b"\\u0000",
    b"\xff",
]


def packet(dice: Random, version: int) -> Packet:
    """A packet as a client might send it."""
    number = dice.randrange(1, 6)
    props = {dice.choice([1, 2, 3, 8, 9, 11, 35]): 1} if version == 5 and dice.random() < 0.2 else {}
    if set(props) & {Prop.CONTENT_TYPE, Prop.RESPONSE_TOPIC}:
        props = {Prop.CONTENT_TYPE: "json"}
    elif Prop.CORRELATION_DATA in props:
        props = {Prop.CORRELATION_DATA: b"x"}
    kind = dice.randrange(10)
    if kind < 5:
        qos = dice.randrange(3)
        topic = dice.choice(TOPICS[:3] if dice.random() < 0.6 else TOPICS)
        return Publish(topic, payload(dice), qos, number if qos else 0, properties=props)
    if kind == 5:
        return Subscribe(number, [Subscription(dice.choice(FILTERS), dice.randrange(3)) for _ in range(number)])
    if kind == 6:
        return Unsubscribe(number, [dice.choice(FILTERS)])
    if kind == 7:
        return Ack(dice.choice([Kind.PUBACK, Kind.PUBREC, Kind.PUBREL, Kind.PUBCOMP]), number)
    return dice.choice([PingReq(), PingReq(), PingReq(), Disconnect(), Auth(0x18)])


def payload(dice: Random) -> bytes:
    """A payload, often with one token put in or cut out; now and then very long."""
    raw = dice.choice(PAYLOADS)
    if dice.random() < 0.5:
        at = dice.randrange(len(raw) + 1)
        raw = raw[:at] + dice.choice(TOKENS) + raw[at + dice.randrange(3) :]
    if dice.random() < 0.002:
        unit = dice.choice([b'{"a":1},', b'{"ts":"x","values":{"a%d":1}},' % dice.randrange(99), b"[],", b'"\\u4e00",'])
        raw = b"[" + unit * (100_000 // len(unit)) + b"{}]"
    return raw


def connect(dice: Random, version: int) -> Connect:
    """A CONNECT, right more often than not."""
    will = Will("w", b"gone", dice.randrange(3)) if dice.random() < 0.3 else None
    known = dice.random() < 0.9
    props = {Prop.SESSION_EXPIRY: 60} if version == 5 else {}
    return Connect(
        version,
        f"c{dice.randrange(6)}",
        dice.random() < 0.5,
        dice.randrange(120),
        "GW1" if known else "nobody",
        b"s3cret" if dice.random() < 0.9 else b"wrong",
        will,
        props,
    )


def damaged(dice: Random, raw: bytes) -> bytes:
    """Bytes changed, cut, doubled or put in."""
    data = bytearray(raw)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(min(len(data), 400) or 1)
        how = dice.randrange(4)
        if how == 0 and data:
            data[min(at, len(data) - 1)] ^= 1 << dice.randrange(8)
        elif how == 1:
            del data[at : at + dice.randrange(1, 10)]
        elif how == 2:
            data[at:at] = data[at : at + dice.randrange(1, 10)]
        else:
            data[at:at] = dice.randbytes(dice.randrange(1, 6))
    return bytes(data)


class Wire(FakeTransport):
    """A transport whose writes are thrown away, and whose end the target announces itself."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nobody reads it."""

    def close(self) -> None:
        """Closed, but not yet gone."""
        self.closed = True


class MqttTarget:
    """One client after another on a whole endpoint."""

    def __init__(self) -> None:
        self.clock = Monotonic()
        registered = points(1, "a", "b", "c", "Device A/a") + points(2, "a", first=11)
        self.host = FakeHost(Settings(), [gateway(1, "GW1"), gateway(2, "GW2")], registered)
        self.host.auto = True
        self.endpoint = Endpoint(self.host, Limits(), self.clock)
        self.stored = 0
        self.refused: Counter[str] = Counter()
        self.version = 5
        self._open()

    def _open(self) -> None:
        self.transport = Wire()
        self.connection = Connection(self.endpoint)
        self.transport.protocol = self.connection
        self.connection.connection_made(self.transport)

    def make(self, dice: Random) -> bytes:
        """One to three packets, or a CONNECT when none was accepted yet."""
        if self.connection.state is State.NEW:
            self.version = dice.choice([3, 4, 5])
            raw = encode(self.version, connect(dice, self.version))
            return damaged(dice, raw) if dice.random() < 0.2 else raw
        raw = b"".join(encode(self.version, packet(dice, self.version)) for _ in range(dice.randrange(1, 4)))
        return damaged(dice, raw) if dice.random() < 0.3 else raw

    def take(self, data: bytes) -> None:
        """Give it to the connection; a new one when it closed."""
        if self.connection.state is not State.CLOSING:
            self.connection.data_received(data)
            assert self.connection.why_ended != "internal_error", "an exception was caught and logged"
        if self.connection.state is State.CLOSING:
            self.connection.connection_lost(None)
            self._open()

    def turn(self) -> None:
        """Two seconds pass; the host forgets what it was told."""
        host = self.host
        self.stored += sum(len(batch) for batch in host.stored)
        self.refused.update(reason for _, reason in host.refusals)
        for told in (host.stored, host.unknowns, host.refusals, host.events):
            told.clear()
        self.clock.now += 2
        host.clock.advance(2)
        self.endpoint.sweep()

    def forget(self) -> None:
        """The client leaves and every session expires."""
        self.connection.connection_lost(None)
        self.clock.now += 10_000
        self.turn()
        assert self.endpoint.held_bytes == 0
        assert len(self.endpoint.sessions) == 0
        self._open()

    def outcomes(self) -> Counter[str]:
        """Counters of the host, and why clients were turned away."""
        return Counter({**self.host.counters, **self.refused, "stored": self.stored})
